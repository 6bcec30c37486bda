"""Writes losses.json: PyTorch's losses in float64 and their gradients, for inputs that are hashes of their index.

Each case has inputs, of which the first `differentiated` have gradients: those of the sum of the loss times hashes (salt 7).
Inputs are told by a kind, a shape and a salt; `inputs` below says what the kinds are, and the test says it again.

Run: python make.py
"""

import json
from pathlib import Path

import numpy
import torch
from torch.nn import functional as F

print(f"torch {torch.__version__}, numpy {numpy.__version__}")


def hashed(shape, salt):
    """((40503 i + 12345 salt) mod 65536 - 32768) / 32768"""
    i = torch.arange(torch.Size(shape).numel())
    return ((((40503 * i + 12345 * salt) % 65536) - 32768) / 32768).double().reshape(shape)


def make_input(kind, shape, salt):
    h = hashed(shape, salt)
    if kind == "scores":
        return 4 * h
    if kind == "unit":  # 0 to 1
        return (h + 1) / 2
    if kind == "positive":
        return h + 1.25
    if kind == "counts":
        return torch.floor(4 * (h + 1))
    if kind == "signs":
        return torch.where(h >= 0, 1.0, -1.0).double()
    if kind == "distribution":  # sums to 1 along axis 1, or 0 of one axis
        positive = h + 1.25
        return positive / positive.sum(min(1, len(shape) - 1), keepdim=True)
    if kind.startswith("labels"):  # below a number
        return (torch.floor((h + 1) / 2 * int(kind[6:]))).long()
    raise ValueError(kind)


s = lambda shape, salt=1: ["scores", shape, salt]
u = lambda shape, salt=2: ["unit", shape, salt]
pos = lambda shape, salt=3: ["positive", shape, salt]
lab = lambda shape, classes, salt=4: [f"labels{classes}", shape, salt]
sign = lambda shape, salt=5: ["signs", shape, salt]
dist = lambda shape, salt=6: ["distribution", shape, salt]

cases = {}


def case(name, inputs, f, differentiated=1):
    tensors = [make_input(*i) for i in inputs]
    for t in tensors[:differentiated]:
        t.requires_grad_(True)
    y = f(*tensors)
    (y * (hashed(list(y.shape), 7) + 1.5)).sum().backward()
    cases[name] = {
        "inputs": inputs,
        "shape": list(y.shape),
        "value": y.detach().flatten().tolist(),
        "gradients": [t.grad.flatten().tolist() for t in tensors[:differentiated]],
    }


for reduction in ["mean", "sum", "none"]:
    r = {"reduction": reduction}
    case(f"mseLoss {reduction}", [s([3, 2]), s([3, 2], 2)], lambda x, t: F.mse_loss(x, t, **r), 2)
    case(f"mseLoss weight {reduction}", [s([3, 2]), s([3, 2], 2), pos([3, 2])], lambda x, t, w: F.mse_loss(x, t, weight=w, **r), 2)
    case(f"l1Loss {reduction}", [s([3, 2]), s([3, 2], 2)], lambda x, t: F.l1_loss(x, t, **r), 2)
    case(f"l1Loss weight {reduction}", [s([3, 2]), s([3, 2], 2), pos([3, 2])], lambda x, t, w: F.l1_loss(x, t, weight=w, **r), 2)
    case(f"smoothL1Loss {reduction}", [s([3, 4]), s([3, 4], 2)], lambda x, t: F.smooth_l1_loss(x, t, **r), 2)
    case(f"smoothL1Loss beta 2.5 {reduction}", [s([3, 4]), s([3, 4], 2)], lambda x, t: F.smooth_l1_loss(x, t, beta=2.5, **r), 2)
    case(f"smoothL1Loss beta 0 {reduction}", [s([3, 4]), s([3, 4], 2)], lambda x, t: F.smooth_l1_loss(x, t, beta=0.0, **r), 2)
    case(f"huberLoss {reduction}", [s([3, 4]), s([3, 4], 2)], lambda x, t: F.huber_loss(x, t, **r), 2)
    case(f"huberLoss delta 2.5 {reduction}", [s([3, 4]), s([3, 4], 2)], lambda x, t: F.huber_loss(x, t, delta=2.5, **r), 2)
    case(
        f"huberLoss weight {reduction}",
        [s([3, 4]), s([3, 4], 2), pos([3, 4])],
        # PyTorch's mean of this one loss divides by the count of elements; here it is that of its siblings.
        lambda x, t, w: F.huber_loss(x, t, weight=w, **r) * (w.numel() / w.sum() if reduction == "mean" else 1),
        2,
    )

    ce = F.cross_entropy
    case(f"crossEntropy {reduction}", [s([5, 4]), lab([5], 4)], lambda x, y: ce(x, y, **r))
    case(f"crossEntropy one example {reduction}", [s([4]), lab([], 4)], lambda x, y: ce(x, y, **r))
    case(f"crossEntropy images {reduction}", [s([2, 4, 3, 2]), lab([2, 3, 2], 4)], lambda x, y: ce(x, y, **r))
    case(f"crossEntropy weight {reduction}", [s([5, 4]), lab([5], 4), pos([4])], lambda x, y, w: ce(x, y, weight=w, **r))
    case(f"crossEntropy ignoring 1 {reduction}", [s([5, 4]), lab([5], 4)], lambda x, y: ce(x, y, ignore_index=1, **r))
    case(f"crossEntropy smoothing {reduction}", [s([5, 4]), lab([5], 4)], lambda x, y: ce(x, y, label_smoothing=0.1, **r))
    case(
        f"crossEntropy everything {reduction}",
        [s([2, 4, 5]), lab([2, 5], 4), pos([4])],
        lambda x, y, w: ce(x, y, weight=w, ignore_index=2, label_smoothing=0.3, **r),
    )
    case(f"crossEntropy probabilities {reduction}", [s([5, 4]), dist([5, 4])], lambda x, t: ce(x, t, **r), 2)
    case(f"crossEntropy probabilities of one {reduction}", [s([4]), dist([4])], lambda x, t: ce(x, t, **r), 2)
    case(
        f"crossEntropy probabilities, everything {reduction}",
        [s([2, 4, 3]), dist([2, 4, 3]), pos([4])],
        lambda x, t, w: ce(x, t, weight=w, label_smoothing=0.2, **r),
        2,
    )
    nll = lambda x, y, **o: F.nll_loss(x, y, **o)
    case(f"nllLoss {reduction}", [s([5, 4]), lab([5], 4)], lambda x, y: nll(x, y, **r))
    case(
        f"nllLoss everything {reduction}",
        [s([2, 4, 3]), lab([2, 3], 4), pos([4])],
        lambda x, y, w: nll(x, y, weight=w, ignore_index=0, **r),
    )

    bce = F.binary_cross_entropy
    case(f"binaryCrossEntropy {reduction}", [u([3, 4]), u([3, 4], 5)], lambda x, t: bce(x, t, **r), 2)
    case(f"binaryCrossEntropy weight {reduction}", [u([3, 4]), u([3, 4], 5), pos([4])], lambda x, t, w: bce(x, t, weight=w, **r), 2)
    bcel = F.binary_cross_entropy_with_logits
    case(f"binaryCrossEntropyWithLogits {reduction}", [s([3, 4]), u([3, 4], 5)], lambda x, t: bcel(x, t, **r), 2)
    case(
        f"binaryCrossEntropyWithLogits everything {reduction}",
        [s([3, 4]), u([3, 4], 5), pos([3, 4]), pos([4], 9)],
        lambda x, t, w, p: bcel(x, t, weight=w, pos_weight=p, **r),
        2,
    )

    case(f"klDiv {reduction}", [s([3, 4]), dist([3, 4])], lambda x, t: F.kl_div(x, t, **r), 2)
    case(f"klDiv log target {reduction}", [s([3, 4]), s([3, 4], 2)], lambda x, t: F.kl_div(x, t, log_target=True, **r), 2)
    pnll = F.poisson_nll_loss
    counts = ["counts", [3, 4], 5]
    case(f"poissonNllLoss {reduction}", [s([3, 4]), counts], lambda x, t: pnll(x, t, **r))
    case(f"poissonNllLoss full {reduction}", [s([3, 4]), counts], lambda x, t: pnll(x, t, full=True, **r))
    case(f"poissonNllLoss of counts {reduction}", [pos([3, 4]), counts], lambda x, t: pnll(x, t, log_input=False, eps=0.1, full=True, **r))
    gnll = F.gaussian_nll_loss
    case(f"gaussianNllLoss {reduction}", [s([3, 4]), s([3, 4], 2), u([3, 4], 8)], lambda x, t, v: gnll(x, t, v, **r), 3)
    case(f"gaussianNllLoss a variance a row {reduction}", [s([3, 4]), s([3, 4], 2), pos([3, 1])], lambda x, t, v: gnll(x, t, v, **r), 3)
    case(
        f"gaussianNllLoss a variance a row, without its axis {reduction}",
        [s([3, 4]), s([3, 4], 2), pos([3])],
        lambda x, t, v: gnll(x, t, v, **r),
        3,
    )
    case(
        f"gaussianNllLoss everything {reduction}",
        [s([3, 4]), s([3, 4], 2), u([3, 4], 8)],
        lambda x, t, v: gnll(x, t, v, full=True, eps=0.5, **r),
        3,
    )

    hinge = F.hinge_embedding_loss
    case(f"hingeEmbeddingLoss {reduction}", [s([3, 4]), sign([3, 4])], lambda x, t: hinge(x, t, **r))
    case(f"hingeEmbeddingLoss margin {reduction}", [s([3, 4]), sign([3, 4])], lambda x, t: hinge(x, t, margin=2.5, **r))
    case(f"softMarginLoss {reduction}", [s([3, 4]), sign([3, 4])], lambda x, t: F.soft_margin_loss(x, t, **r))
    mr = F.margin_ranking_loss
    case(f"marginRankingLoss {reduction}", [s([6]), s([6], 2), sign([6])], lambda x, y, t: mr(x, y, t, **r), 2)
    case(f"marginRankingLoss margin {reduction}", [s([6]), s([6], 2), sign([6])], lambda x, y, t: mr(x, y, t, margin=1.5, **r), 2)

    mm = F.multi_margin_loss
    case(f"multiMarginLoss {reduction}", [s([5, 4]), lab([5], 4)], lambda x, y: mm(x, y, **r))
    case(
        f"multiMarginLoss everything {reduction}",
        [s([5, 4]), lab([5], 4), pos([4])],
        lambda x, y, w: mm(x, y, p=2, margin=0.5, weight=w, **r),
    )
    case(f"multilabelMarginLoss {reduction}", [s([3, 5]), ["labels7", [3, 5], 3]], lambda x, y: F.multilabel_margin_loss(x, y % 6 - 1, **r))
    mls = F.multilabel_soft_margin_loss
    case(f"multilabelSoftMarginLoss {reduction}", [s([3, 4]), u([3, 4], 5)], lambda x, t: mls(x, t, **r))
    case(f"multilabelSoftMarginLoss weight {reduction}", [s([3, 4]), u([3, 4], 5), pos([4])], lambda x, t, w: mls(x, t, weight=w, **r))

    cel = F.cosine_embedding_loss
    case(f"cosineEmbeddingLoss {reduction}", [s([5, 3]), s([5, 3], 2), sign([5])], lambda x, y, t: cel(x, y, t, **r), 2)
    case(f"cosineEmbeddingLoss margin {reduction}", [s([5, 3]), s([5, 3], 2), sign([5])], lambda x, y, t: cel(x, y, t, margin=0.3, **r), 2)
    tm = F.triplet_margin_loss
    triple = [s([5, 3]), s([5, 3], 2), s([5, 3], 3)]
    case(f"tripletMarginLoss {reduction}", triple, lambda a, p, n: tm(a, p, n, **r), 3)
    case(f"tripletMarginLoss everything {reduction}", triple, lambda a, p, n: tm(a, p, n, margin=2.5, p=1, eps=0.1, swap=True, **r), 3)
    case(f"tripletMarginLoss cubic {reduction}", triple, lambda a, p, n: tm(a, p, n, p=3, **r), 3)
    tmd = F.triplet_margin_with_distance_loss
    case(f"tripletMarginWithDistanceLoss {reduction}", triple, lambda a, p, n: tmd(a, p, n, **r), 3)
    case(
        f"tripletMarginWithDistanceLoss everything {reduction}",
        triple,
        lambda a, p, n: tmd(a, p, n, distance_function=lambda x, y: (x - y).abs().amax(-1), margin=0.5, swap=True, **r),
        3,
    )

    lengths = (torch.tensor([6, 4, 5]), torch.tensor([3, 2, 0]))
    ctc = lambda x, y, **o: F.ctc_loss(F.log_softmax(x, 2), y, *lengths, **o)
    case(f"ctcLoss {reduction}", [s([6, 3, 4]), lab([3, 3], 3)], lambda x, y: ctc(x, y + 1, **r))
    case(f"ctcLoss last blank {reduction}", [s([6, 3, 4]), lab([3, 3], 3)], lambda x, y: ctc(x, y, blank=3, **r))
    case(
        f"ctcLoss impossible {reduction}",
        [s([3, 2, 4])],
        lambda x: F.ctc_loss(
            F.log_softmax(x, 2), torch.tensor([[1, 1, 2], [1, 2, 3]]), torch.tensor([3, 3]), torch.tensor([3, 3]), zero_infinity=True, **r
        ),
    )

    # Three and two labels, and none; of the third sequence more labels than times in the second case.
    packed = (torch.tensor([6, 4, 5]), torch.tensor([3, 2, 0]))
    ctc_packed = lambda x, y, lengths, **o: F.ctc_loss(F.log_softmax(x, 2), y + 1, *lengths, **o)
    case(f"ctcLoss one behind the other {reduction}", [s([6, 3, 4]), lab([5], 3)], lambda x, y: ctc_packed(x, y, packed, **r))
    longer = (torch.tensor([3, 2]), torch.tensor([1, 4]))
    case(
        f"ctcLoss one behind the other, too long {reduction}",
        [s([3, 2, 4]), lab([5], 3)],
        lambda x, y: ctc_packed(x, y, longer, zero_infinity=True, **r),
    )

    alone = (torch.tensor(6), torch.tensor(3))
    case(
        f"ctcLoss one sequence {reduction}",
        [s([6, 4]), lab([3], 3)],
        lambda x, y: F.ctc_loss(F.log_softmax(x, 1), y + 1, *alone, **r),
    )

    # In pieces their gradients are computed with the losses: what is compared is the reference, whose they are too.
    lce = F.linear_cross_entropy
    rows = [s([5, 3]), s([4, 3], 8)]
    case(f"linearCrossEntropy {reduction}", [*rows, lab([5], 4)], lambda x, w, y: lce(x, w, y, **r), 2)
    case(f"linearCrossEntropy one example {reduction}", [s([3]), s([4, 3], 8), lab([], 4)], lambda x, w, y: lce(x, w, y, **r), 2)
    case(
        f"linearCrossEntropy everything {reduction}",
        [*rows, lab([5], 4), s([4], 9), pos([4])],
        lambda x, w, y, b, v: lce(x, w, y, linear_bias=b, weight=v, ignore_index=2, label_smoothing=0.3, **r),
        2,
    )
    case(
        f"linearCrossEntropy images {reduction}",
        [s([5, 3]), s([4, 2, 3], 8), lab([5, 2], 4), s([4, 2], 9), pos([4])],
        lambda x, w, y, b, v: lce(x, w, y, linear_bias=b, weight=v, **r),
        2,
    )
    case(
        f"linearCrossEntropy probabilities {reduction}",
        [*rows, dist([5, 4]), s([4], 9)],
        lambda x, w, t, b: lce(x, w, t, linear_bias=b, label_smoothing=0.2, **r),
        3,
    )


def adaptive(method, div_value=2.0, head_bias=False):
    module = torch.nn.AdaptiveLogSoftmaxWithLoss(6, 11, [3, 7], div_value=div_value, head_bias=head_bias).double()
    names = [name for name, _ in module.named_parameters()]
    return lambda x, y, *p: method(module, dict(zip(names, p)), x, y)


call = torch.func.functional_call
tail = [s([3, 6], 12), s([4, 3], 13), s([1, 6], 14), s([4, 1], 15)]
labels11 = ["labels11", [7], 4]
case("adaptiveLogSoftmaxWithLoss output", [s([7, 6]), labels11, s([5, 6], 11), *tail], adaptive(lambda m, p, x, y: call(m, p, (x, y)).output))
case(
    "adaptiveLogSoftmaxWithLoss loss, a bias",
    [s([7, 6]), labels11, s([5, 6], 11), s([5], 16), *tail],
    adaptive(lambda m, p, x, y: call(m, p, (x, y)).loss, head_bias=True),
)


class LogProb(torch.nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner.log_prob(x)


case(
    "adaptiveLogSoftmaxWithLoss logProb",
    [s([7, 6]), labels11, s([5, 6], 11), *tail],
    adaptive(lambda m, p, x, y: call(LogProb(m), {f"inner.{k}": v for k, v in p.items()}, (x,))),
)
case("normalize", [s([3, 4])], lambda x: F.normalize(x))
case("normalize an axis", [s([3, 4, 2])], lambda x: F.normalize(x, p=3, dim=-2, eps=2.0))
case("cdist", [s([2, 3, 4]), s([5, 4], 2)], torch.cdist, 2)
case("cdist of the sum", [s([3, 4]), s([5, 4], 2)], lambda a, b: torch.cdist(a, b, p=1), 2)
case("pdist", [s([4, 3])], F.pdist)
# Squares, for differences of hashes are alike, and of several largest ones any may get the gradient.
case("pdist of the largest", [s([4, 3])], lambda x: F.pdist(x * x, p=float("inf")))
case("klDiv batchMean", [s([3, 4]), dist([3, 4])], lambda x, t: F.kl_div(x, t, reduction="batchmean"), 2)
case("cosineSimilarity", [s([3, 4]), s([3, 4], 2)], lambda a, b: F.cosine_similarity(a, b), 2)
case("cosineSimilarity axis 0, broadcast", [s([3, 1]), s([4], 2)], lambda a, b: F.cosine_similarity(a, b, dim=0), 2)
case("pairwiseDistance", [s([3, 4]), s([3, 4], 2)], lambda a, b: F.pairwise_distance(a, b), 2)
case("pairwiseDistance kept", [s([3, 4]), s([4], 2)], lambda a, b: F.pairwise_distance(a, b, p=1, eps=0.5, keepdim=True), 2)

text = json.dumps({"torch": torch.__version__, "cases": cases})
Path(__file__).with_name("losses.json").write_text(text + "\n")
