# Golden values of windows and short-time Fourier transforms, from PyTorch and NumPy. Run: python spectra.py > spectra.json
import numpy as np
import torch
from cases import inputs, record, write

w = torch.signal.windows
for n in (0, 1, 2, 5, 6):
    for symmetric in (True, False):
        options = f"{{ symmetric: {str(symmetric).lower()}, dtype: 'float64'"
        of = lambda f, **more: f(n, sym=symmetric, dtype=torch.float64, **more).numpy()
        for name in ("hann", "hamming", "blackman", "nuttall", "bartlett", "cosine", "exponential", "gaussian", "kaiser"):
            record(f"signal.{name}({n}, {options} }})", of(getattr(w, name)))
        record(f"signal.generalCosine({n}, [0.4, 0.3, 0.2], {options} }})", of(w.general_cosine, a=[0.4, 0.3, 0.2]))
        record(f"signal.generalHamming({n}, {options}, alpha: 0.7 }})", of(w.general_hamming, alpha=0.7))
        record(f"signal.gaussian({n}, {options}, std: 1.7 }})", of(w.gaussian, std=1.7))
        record(f"signal.exponential({n}, {options}, tau: 2.5 }})", of(w.exponential, tau=2.5))
        record(f"signal.kaiser({n}, {options}, beta: 4 }})", of(w.kaiser, beta=4.0))
record("signal.exponential(5, { symmetric: false, center: 1, dtype: 'float64' })", w.exponential(5, center=1, sym=False, dtype=torch.float64).numpy())
for ours, theirs in [("bartlett", np.bartlett), ("blackman", np.blackman), ("hamming", np.hamming), ("hann", np.hanning)]:
    record(f"signal.{ours}(7, {{ dtype: 'float64' }})", theirs(7))
record("signal.kaiser(7, { beta: 8, dtype: 'float64' })", np.kaiser(7, 8))


def weighed(y):
    return (y * torch.cos(torch.arange(y.numel(), dtype=torch.float64)).reshape(y.shape)).sum()


def derived(source, f, **values):
    for name, value in values.items():
        x = torch.tensor(value, requires_grad=True)
        y = f(**{n: x if n == name else torch.tensor(v) for n, v in values.items()})
        record(f"grad({name} => weigh({source}))({name})", torch.autograd.grad(weighed(y), x)[0].numpy())


# a signal and a window
q = inputs["q"].reshape(-1)
m = inputs["m"]
signal, window = q, np.round(np.hanning(7)[1:6], 4) + inputs["v"] / 10
reshaped = "q.reshape([24])"
given = f"tensor({window.tolist()}, 'float64')"
for size, options, keywords in [
    (5, "", {}),
    (6, "hop: 2, center: false", {"hop_length": 2, "center": False}),
    (6, "hop: 3, normalized: true, padMode: 'replicate'", {"hop_length": 3, "normalized": True, "pad_mode": "replicate"}),
    (6, "hop: 2, oneSided: false, padMode: 'circular'", {"hop_length": 2, "onesided": False, "pad_mode": "circular"}),
    (7, "hop: 2, window: W", {"hop_length": 2, "window": True}),
    (8, "hop: 1, window: W, center: false", {"hop_length": 1, "window": True, "center": False}),
]:
    def run(x, window=torch.tensor(window)):
        more = {**keywords, **({"window": window, "win_length": 5} if "window" in keywords else {})}
        return torch.stft(x, size, return_complex=True, **more)

    for part in ("real", "imag"):
        source = f"signal.stft({reshaped}, {size}, {{ {options} }}).{part}()"
        f = lambda q, window=torch.tensor(window): getattr(run(q.reshape(-1), window), part)
        record(source.replace("W", given), f(torch.tensor(inputs["q"])).numpy())
        x = torch.tensor(inputs["q"], requires_grad=True)
        record(f"grad(q => weigh({source.replace('W', given)}))(q)", torch.autograd.grad(weighed(f(x)), x)[0].numpy())
        if "window" in keywords:
            u = torch.tensor(window, requires_grad=True)
            record(f"grad(W => weigh({source}))({given})".replace("W", "u"), torch.autograd.grad(weighed(f(torch.tensor(inputs["q"]), u)), u)[0].numpy())
# several at once
record("signal.stft(m, 4, { hop: 1, center: false }).imag()", torch.stft(torch.tensor(m), 4, 1, center=False, return_complex=True).imag.numpy())

# spectra of no signal, and of one
for size, options, keywords in [
    (4, "hop: 1", {"hop_length": 1}),
    (5, "hop: 2, normalized: true", {"hop_length": 2, "normalized": True}),
    (4, "hop: 2, center: false, length: 7", {"hop_length": 2, "center": False, "length": 7}),
    (4, "hop: 2, length: 12", {"hop_length": 2, "length": 12}),
    (5, "hop: 2, window: W", {"hop_length": 2, "window": True}),
]:
    def run(t, window=torch.tensor(window)):
        more = {**keywords, **({"window": window} if "window" in keywords else {})}
        spectra = torch.complex(t[0], t[1])
        return torch.istft(spectra, size, **more)

    source = f"signal.istft(complex(t.slice(0), t.slice(1)), {size}, {{ {options} }})".replace("W", given)
    record(source, run(torch.tensor(inputs["t"])).numpy())
    x = torch.tensor(inputs["t"], requires_grad=True)
    record(f"grad(t => weigh({source}))(t)", torch.autograd.grad(weighed(run(x)), x)[0].numpy())
record("signal.istft(complex(t.slice(0), t.slice(1)), 3, { hop: 1, oneSided: false }).real()",
       torch.istft(torch.complex(torch.tensor(inputs["t"][0]), torch.tensor(inputs["t"][1])), 3, 1, onesided=False, return_complex=True).real.numpy())  # fmt: skip
write(torch=torch.__version__)
