"""The data rows: torchvision's folders, transforms and DataLoader, and NumPy's loadtxt, on the files that our contender makes."""

import tempfile
from pathlib import Path


def path_of(name):
    path = Path(tempfile.gettempdir()) / name
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there: it is made when tenet takes part")
    return path


def loader(folder, count, width, height, side, batch, workers):
    """An epoch of an image folder."""
    from torch.utils.data import DataLoader
    from torchvision import datasets, transforms

    changed = transforms.Compose(
        [
            transforms.RandomResizedCrop(side),
            transforms.RandomHorizontalFlip(),
            transforms.ColorJitter(0.4, 0.4, 0.4, 0.1),
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )
    images = datasets.ImageFolder(path_of(f"tenet-bench-images-{count}x{width}x{height}"), changed)
    batches = DataLoader(images, batch_size=batch, shuffle=True, num_workers=workers, persistent_workers=True)

    def epoch():
        seen = sum(len(x) for x, _ in batches)
        if seen != count:
            raise ValueError(f"an epoch of {count} images had {seen}")

    return epoch, lambda _: None


def word_vectors(words, dimensions):
    import numpy as np

    path = path_of(f"tenet-bench-vectors-{words}x{dimensions}.txt")

    def read():
        return np.loadtxt(path, dtype=np.float32, usecols=range(1, dimensions + 1), comments=None)

    return read, lambda _: None


programs = {"loader": loader, "word-vectors": word_vectors}
