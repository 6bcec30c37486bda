// What the README says to who comes from PyTorch: each row of its table, run as it is written there.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as tenet from 'tenet'
import {
  cdist,
  customJvp,
  customVjp,
  data,
  deviceOf,
  grad,
  hessian,
  io,
  jacrev,
  jit,
  models,
  ones,
  optim,
  put,
  random,
  remat,
  stopGradient,
  type Tensor,
  tensor,
  train,
  tree,
  vmap,
  zeros,
} from 'tenet'
import * as nn from 'tenet/nn'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'tenet-rows-'))
afterAll(() => rmSync(folder, { recursive: true }))

const key = random.key(0)
const x = random.normal(key, [3, 5, 16])
const values = (y: Tensor): number[] => [...y.dataSync()].map(Number)

const net = nn.model([4], ['backbone', nn.linear(8)], ['bn', nn.batchNorm1d()], nn.relu, ['fc', nn.linear(3)])
const params = net.init(key)
const examples = random.normal(random.key(1), [6, 4])
const labels = tensor([0, 1, 2, 0, 1, 2], 'int32')
const loss = (p: typeof params): Tensor<[], 'float32'> => nn.crossEntropy(net.apply(p, examples), labels)

/** What a file that was written holds when it is read, or what is wrong with it. */
async function right<T>(read: Promise<E.Either<Error, T>>): Promise<T> {
  const result = await read
  if (E.isLeft(result)) throw result.left
  return result.right
}

const lstm = nn.lstm(8, { numLayers: 2, bidirectional: true })
const attention = nn.multiHeadAttention(8)

/** By what the table has on its left. */
const rows: Readonly<Record<string, () => unknown>> = {
  '`class Net(nn.Module)` with state inside'() {
    const names = tree.paths(params).filter(path => !nn.isStatistic(path))
    expect(names).toEqual(['backbone.weight', 'backbone.bias', 'bn.weight', 'bn.bias', 'fc.weight', 'fc.bias'])
    expect(net.apply(params, examples).shape).toEqual([6, 3])
  },
  '`nn.LazyLinear(10)`, `nn.LazyConv2d(16, 3)`'() {
    expect(nn.linear(10).init(key, [16]).weight.shape).toEqual([10, 16])
    expect(nn.conv2d(16, 3).init(key, [5, 8, 8]).weight.shape).toEqual([16, 5, 3, 3])
  },
  '`nn.EmbeddingBag(10, 3)(x, offsets)`'() {
    const bag = nn.embeddingBag(10, 3)
    expect(bag.packed(bag.init(key, [1]), tensor([1, 2, 4, 5], 'int32'), tensor([0, 1], 'int32')).shape).toEqual([2, 3])
  },
  '`F.normalize(x)`, `nn.CosineSimilarity()(a, b)`, `torch.cdist(a, b)`'() {
    const [a, b] = [random.normal(key, [4, 6]), random.normal(random.key(1), [4, 6])]
    expect(nn.normalize(a).square().sum(1).sub(1).abs().max().item()).toBeLessThan(1e-6)
    expect(nn.cosineSimilarity(a, b).shape).toEqual([4])
    expect(cdist(a, b).shape).toEqual([4, 4])
  },
  '`F.linear_cross_entropy(x, w, y, options=…)`'() {
    const [a, w] = [random.normal(key, [6, 4]), random.normal(random.key(1), [3, 4])]
    expect(nn.linearCrossEntropy(a, w, labels, { chunkSize: 64 }).item()).toBe(nn.crossEntropy(a.matmul(w.transpose()), labels).item())
  },
  '`nn.LSTM(64, 128, 2, bidirectional=True)(x, (h, c))`'() {
    const own = lstm.init(key, [5, 16])
    const [, state] = lstm.run(own, x)
    expect(lstm.run(own, x, { state })[0].shape).toEqual([3, 5, 16])
    expect(lstm.apply(own, x).shape).toEqual([3, 5, 16])
  },
  '`pack_padded_sequence(x, lengths)`'() {
    const lengths = tensor([5, 1, 3], 'int32')
    expect(
      lstm
        .run(lstm.init(key, [5, 16]), x, { lengths })[0]
        .slice(1, [1])
        .abs()
        .max()
        .item(),
    ).toBe(0)
  },
  '`nn.MultiheadAttention(512, 8)(q, k, v, attn_mask=m)`'() {
    const own = attention.init(key, [5, 16])
    const m = random.bernoulli(key, [5, 5], 0.3)
    expect(attention.attend(own, x, x, x, { attnMask: m })[0].shape).toEqual([3, 5, 16])
    expect(attention.step(own, x, attention.emptyCache(3, 5, 16))[0].shape).toEqual([3, 5, 16])
  },
  '`nn.TransformerEncoder(layer, 6)(x, is_causal=True)`'() {
    const encoder = nn.transformerEncoder(nn.transformerEncoderLayer(8, { dimFeedforward: 32 }), 6)
    expect(encoder.encode(encoder.init(key, [5, 16]), x, { isCausal: true }).shape).toEqual([3, 5, 16])
  },
  '`nn.Transformer(512, 8)(src, tgt, tgt_mask=m)`'() {
    const whole = nn.transformer(2, { numEncoderLayers: 1, numDecoderLayers: 1, dimFeedforward: 8 })
    expect(whole.apply(whole.init(key, [5, 16]), x, x, { tgtIsCausal: true }).shape).toEqual([3, 5, 16])
  },
  '`nn.Sequential(a, b)`, `nn.ModuleList`'() {
    const deep = nn.model([4], nn.sequential(nn.linear(4), nn.relu), nn.repeat(6, nn.linear(4)))
    expect(deep.apply(deep.init(key), examples).shape).toEqual([6, 4])
  },
  '`nn.Conv2d(3, 8, 3)(image)` without a batch'() {
    const conv = nn.conv2d(8, 3)
    const own = conv.init(key, [3, 6, 6])
    const image = random.normal(key, [3, 6, 6])
    expect(() => conv.apply(own, image as never)).toThrow('conv2d: input must be [batch,channels,height,width]; got float32[3,6,6]')
    const one = (v: Tensor<[4], 'float32'>) => v.mul(2)
    expect(values(vmap(one)(examples))).toEqual(values(examples.mul(2)))
  },
  '`nn.MaxPool2d(2, return_indices=True)`, `nn.AdaptiveMaxPool2d(1, return_indices=True)`'() {
    const image = tensor([
      [
        [
          [1, 2],
          [4, 3],
        ],
      ],
    ])
    expect(values(nn.maxPoolWithIndices(image, 2)[1])).toEqual([2])
    expect(values(nn.adaptiveMaxPoolWithIndices(image, 1)[1])).toEqual([2])
  },
  '`nn.SyncBatchNorm`, `fuse_conv_bn_eval(conv, bn)`'() {
    const images = random.normal(key, [2, 3, 4, 5, 5])
    const [plain, synced] = [nn.batchNorm2d(), nn.batchNorm2d({ axisName: 'batch' })]
    const own = plain.init(key, [4, 5, 5])
    const together = plain.train(own, images.reshape([6, 4, 5, 5]), key)[0].reshape([2, 3, 4, 5, 5])
    const parts = vmap((part: Tensor<[3, 4, 5, 5], 'float32'>) => synced.train(own, part, key)[0], { axisName: 'batch' })(images)
    expect(parts.sub(together).abs().max().item()).toBeLessThan(1e-5)
    const [conv, pair] = [
      nn.model([3, 6, 6], ['conv', nn.conv2d(4, 3)]),
      nn.model([3, 6, 6], ['conv', nn.conv2d(4, 3)], ['bn', nn.batchNorm2d()]),
    ]
    const z = random.normal(key, [2, 3, 6, 6])
    const tuned = pair.train(pair.init(key), z, key)[1]
    const folded = conv.apply({ conv: nn.foldBatchNorm(tuned.conv, tuned.bn) }, z)
    expect(folded.sub(pair.apply(tuned, z)).abs().max().item()).toBeLessThan(1e-5)
  },
  '`nn.init.kaiming_normal_(w)`'() {
    const anew = nn.initializeParameters(params, key, /fc.*weight$/, (k, shape) => nn.init.kaimingNormal(k, shape))
    expect(anew.fc.weight.equal(params.fc.weight).any().item()).toBe(false)
    expect(anew.backbone.weight).toBe(params.backbone.weight)
  },
  '`def forward(self, x)` over submodules'() {
    const both = nn.record({ conv1: nn.linear(4), conv2: nn.linear(4) }, ({ conv1, conv2 }, y) => conv2(conv1(y).relu()).add(y))
    expect(both.apply(both.init(key, [4]), examples).shape).toEqual([6, 4])
  },
  '`torchvision.models.resnet18()`'() {
    expect([models.resnet18({ classes: 2 }), models.vgg11({ batchNorm: true })].every(({ init }) => typeof init === 'function')).toBe(true)
  },
  async '`net.load_state_dict(torch.load(path))`'() {
    const lenet = models.lenet5()
    const own = lenet.init(key)
    await io.saveTorch(join(folder, 'lenet.pth'), lenet.toStateDict(own))
    const loaded = pipe(await io.loadTorch(join(folder, 'lenet.pth')), E.flatMap(lenet.fromStateDict))
    expect(E.isRight(loaded) && tree.leaves(loaded.right).map(values)).toEqual(tree.leaves(own).map(values))
  },
  '`net.train()`, `net.eval()`'() {
    const [y, refreshed] = net.train(params, examples, key)
    expect([y.shape, net.apply(refreshed, examples).shape]).toEqual([
      [6, 3],
      [6, 3],
    ])
    expect(values(refreshed.bn.running_mean)).not.toEqual(values(params.bn.running_mean))
  },
  'buffers, `requires_grad_(False)`'() {
    const g = grad((p: typeof params) => loss(nn.freeze(p, /^backbone/)))(params)
    expect([g.backbone.weight.abs().max().item(), values(g.bn.running_mean).every(v => v === 0)]).toEqual([0, true])
    expect(g.fc.weight.abs().max().item()).toBeGreaterThan(0)
    const optimizer = optim.mask(net.trainable(params), optim.sgd({ learningRate: 1 }))
    expect(optimizer.update(g, optimizer.init(params), params)).toHaveLength(2)
  },
  '`torchinfo.summary(net)`': () => expect(`${nn.summary(net)}`).toContain('multiply-adds'),
  '`loss.backward()`, `p.grad`': () => expect(tree.paths(grad(loss)(params))).toEqual(tree.paths(params)),
  '`x.detach()`, `torch.no_grad()`'() {
    const f = (y: Tensor<[2], 'float32'>) => y.mul(stopGradient(y)).sum()
    expect(values(grad(f)(tensor([2, 3])))).toEqual([2, 3])
  },
  '`optimizer.zero_grad()`, `clip_grad_norm_(ps, 1)`'() {
    const optimizer = optim.chain(optim.clipByGlobalNorm(1), optim.adam())
    const once = values(grad(loss)(params).fc.bias)
    expect(values(grad(loss)(params).fc.bias)).toEqual(once)
    expect(optimizer.update(grad(loss)(params), optimizer.init(params), params)).toHaveLength(2)
  },
  '`torch.autograd.Function`'() {
    type Vector = Tensor<[2], 'float32'>
    const reversed = customVjp(
      (y: Vector) => y.mul(1),
      (y: Vector) => [y.mul(1), null] as const,
      (_kept: null, ct: Vector) => [ct.neg()] as const,
    )
    expect(values(grad((y: Vector) => reversed(y).sum())(tensor([1, 2])))).toEqual([-1, -1])
    const doubled = customJvp(
      (y: Vector) => y.mul(1),
      ([y], [dy]): [Vector, Vector] => [y.mul(1), dy.mul(2)],
    )
    expect(values(grad((y: Vector) => doubled(y).sum())(tensor([1, 2])))).toEqual([2, 2])
  },
  '`torch.func.vmap`, `jacrev`, `hessian`, `checkpoint(f)`'() {
    const f = (y: Tensor<[2], 'float32'>) => y.square().sum()
    const at = tensor([1, 2])
    expect(values(jacrev((y: Tensor<[2], 'float32'>) => y.square())(at))).toEqual([2, 0, 0, 4])
    expect(values(hessian(f)(at))).toEqual([2, 0, 0, 2])
    expect(values(grad((y: Tensor<[2], 'float32'>) => remat(f)(y))(at))).toEqual([2, 4])
    expect(
      values(
        vmap(f)(
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ),
      ),
    ).toEqual([5, 25])
  },
  async '`DataLoader(set, 64, shuffle=True)`'() {
    const set = data.fromArray(
      Array.from({ length: 7 }, (_, i) => ({ i: { shape: [] as const, dtype: 'int32' as const, data: Int32Array.of(i) } })),
    )
    const batches = data.batch(data.shuffle(set, { seed: 0, epoch: 1 }), 4)
    const seen = [...batches].flatMap(({ i }) => values(i))
    expect(seen.sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
    const first = await data
      .loader(epoch => data.batch(data.shuffle(set, { seed: 0, epoch }), 4))
      .from({ epoch: 1, batch: 0 })
      [Symbol.asyncIterator]()
      .next()
    expect(first.done).toBe(false)
  },
  '`F.cross_entropy(x, y, label_smoothing=0.1)`, `F.mse_loss(x, y)`'() {
    expect(nn.crossEntropy(zeros([2, 3]), tensor([0, 1], 'int32'), { labelSmoothing: 0.1 }).item()).toBeCloseTo(Math.log(3), 6)
    expect(nn.mseLoss(tensor([1, 2]), tensor([1, 4])).item()).toBe(2)
  },
  '`lr_scheduler.StepLR(optimizer, 30)`'() {
    const rate = optim.stepDecay(0.1, { every: 30 })
    const at = (step: number): number => Math.fround(rate(tensor(step, 'int32')).item())
    expect([29, 30].map(at)).toEqual([Math.fround(0.1), Math.fround(0.01)])
    expect(optim.sgd({ learningRate: rate })).toHaveProperty('update')
  },
  'parameter groups'() {
    const optimizer = optim.groups([/bias$/, optim.adamw({ weightDecay: 0 })], [true, optim.adamw()])
    const [updates] = optimizer.update(
      tree.map(params, leaf => leaf.mul(0)),
      optimizer.init(params),
      params,
    )
    expect([values(updates.fc.bias).some(v => v !== 0), values(updates.fc.weight).some(v => v !== 0)]).toEqual([false, true])
  },
  async '`torch.amp`, `GradScaler`'() {
    const trainer = train(net, nn.crossEntropy, optim.adam(), { precision: 'float16' })
    const [, { loss: first }] = trainer.step(trainer.init(key), examples, labels)
    expect(Number.isFinite(await first.item())).toBe(true)
    expect(optim.scaledLoss(optim.adam())).toHaveProperty('update')
  },
  '`swa_utils.AveragedModel`'() {
    for (const average of [optim.ema(0.999), optim.swa()]) expect(average).toHaveProperty('update')
  },
  '`optimizer.step()`'() {
    const optimizer = optim.sgd({ learningRate: 0.1 })
    const [updates] = optimizer.update(grad(loss)(params), optimizer.init(params), params)
    expect(loss(optim.applyUpdates(params, updates)).item()).toBeLessThan(loss(params).item())
  },
  '`torch.manual_seed`'() {
    const [a, b] = random.split(key)
    expect(values(random.normal(a, [3]))).toEqual(values(random.normal(a, [3])))
    expect(values(random.normal(a, [3]))).not.toEqual(values(random.normal(b, [3])))
  },
  '`torch.compile(f)`': () => expect(jit(loss)(params).item()).toBe(loss(params).item()),
  '`x.half()`, `x.to(torch.bfloat16)`'() {
    expect([tensor([1.1]).cast('float16').dtype, tensor([1.1]).cast('bfloat16').dtype]).toEqual(['float16', 'bfloat16'])
    expect(
      tensor([2n ** 60n + 1n], 'int64')
        .add(1n)
        .toArray(),
    ).toEqual([2n ** 60n + 2n])
  },
  '`x.to(device)`'() {
    const moved = put(params, 'reference')
    expect(deviceOf(moved.fc.weight)).toBe('reference')
    expect(tenet).toHaveProperty('useDevice')
  },
  '`net.state_dict()`'() {
    expect(Object.keys(io.toStateDict(params))).toContain('backbone.weight')
  },
  '`net.load_state_dict(d, strict=False)`'() {
    const kept = Object.entries(io.toStateDict(params)).filter(([name]) => name !== 'fc.bias')
    const rest = { ...Object.fromEntries(kept.map(([name, leaf]) => [`module.${name}`, leaf])), running: ones([1]) }
    const leniency = { missing: 'accept', unexpected: /running/, rename: [[/^module\./, '']] } as const
    const found = io.restore(params, rest, leniency)
    expect(E.isRight(found) && values(found.right.fc.bias)).toEqual(values(params.fc.bias))
    expect(E.isLeft(io.restore(params, rest))).toBe(true)
  },
  async '`torch.load(path, weights_only=True)`'() {
    await io.saveTorch(join(folder, 'one.pth'), { w: tensor([1, 2]) })
    expect(await right(io.loadTorch(join(folder, 'one.pth')))).toHaveProperty('w')
  },
  async '`torch.save(d, path)`'() {
    await io.saveTorch(join(folder, 'd.pth'), io.toStateDict(params))
    expect(Object.keys((await right(io.loadTorch(join(folder, 'd.pth')))) as object)).toEqual(Object.keys(io.toStateDict(params)))
  },
  async '`safetensors.torch.load_file`, `save_file`'() {
    await io.saveSafetensors(join(folder, 'd.safetensors'), io.toStateDict(params))
    expect((await right(io.loadSafetensors(join(folder, 'd.safetensors')))).tensors).toHaveProperty(['fc.weight'])
    const opened = await right(io.openSafetensors(join(folder, 'd.safetensors')))
    expect(values(await right(opened.read('fc.weight')))).toEqual(values(params.fc.weight))
  },
  async "`torch.save({'model': …, 'optimizer': …, 'epoch': …})`"() {
    const whole = { params, state: optim.adam().init(params), key, epoch: 3 }
    await io.saveCheckpoint(join(folder, 'run.safetensors'), whole)
    const read = await right(io.loadCheckpoint(join(folder, 'run.safetensors'), { ...whole, epoch: 0 }))
    expect([read.epoch, values(read.params.fc.weight)]).toEqual([3, values(params.fc.weight)])
  },
  async '`np.load`, `np.save`, `np.savez`'() {
    await io.saveNpy(join(folder, 'a.npy'), tensor([1, 2]))
    expect(values(await right(io.loadNpy(join(folder, 'a.npy'))))).toEqual([1, 2])
    await io.saveNpz(join(folder, 'a.npz'), { a: tensor([1, 2]) })
    expect(await right(io.loadNpz(join(folder, 'a.npz')))).toHaveProperty('a')
  },
}

const [, table = ''] = readFileSync(new URL('../../README.md', import.meta.url), 'utf8').split('## Coming from PyTorch')
const written = (table.split('\n## ')[0] ?? '').split('\n').filter(line => line.startsWith('| ') && !line.startsWith('| PyTorch'))

test('every row of the table is run', () => {
  expect(written.map(line => line.slice(2).split(' | ')[0])).toEqual(Object.keys(rows))
})

test.each(written)('what %s names is there', line => {
  const rooms: Readonly<Record<string, unknown>> = { nn, optim, io, models, random, tree, data }
  const [, ours = ''] = line.split(' | ')
  for (const [, room = '', name = ''] of ours.matchAll(/\b(nn|optim|io|models|random|tree|data)\.(\w+)/g))
    expect(rooms[room], `${room}.${name}`).toHaveProperty(name)
})

test.each(Object.entries(rows))('%s', (_row, run) => run() as Promise<void> | undefined)
