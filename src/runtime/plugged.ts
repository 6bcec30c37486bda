// Importing this plugs the backends into core, which knows of none.

import { plugDevices } from './devices.js'

plugDevices()
