#!/usr/bin/env node
// The command `tenet`.

import '../index.js'

import { compareCommand } from '../experiment/commands/compare.js'
import { doctorCommand } from '../experiment/commands/doctor.js'
import { main } from '../experiment/commands/main.js'
import { runCommand } from '../experiment/commands/run.js'

const { stdout, stderr, env, argv } = process
// Whoever reads may have read enough: `tenet compare … | head`.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
process.exitCode = await main([runCommand, compareCommand, doctorCommand], argv.slice(2), { stdout, stderr, env })
