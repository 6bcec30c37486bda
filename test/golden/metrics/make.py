"""Writes metrics.json: inputs, and what scikit-learn 1.9.1 (NumPy 2.4.6) says of them.

Run: python make.py
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

print("scikit-learn", sklearn.__version__, "NumPy", np.__version__)
rng = np.random.default_rng(6)


def tidy(value):
    if isinstance(value, np.ndarray):
        return [tidy(v) for v in value.tolist()]
    if isinstance(value, (list, tuple)):
        return [tidy(v) for v in value]
    if isinstance(value, dict):
        return {k: tidy(v) for k, v in value.items()}
    if isinstance(value, np.generic):
        value = value.item()
    return "inf" if value == float("inf") else value


def calibration(probabilities, targets, bins):
    confidence = probabilities.max(axis=1)
    correct = (probabilities.argmax(axis=1) == targets).astype(int)
    accuracy, mean = calibration_curve(correct, confidence, n_bins=bins)
    edges = np.linspace(0, 1, bins + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], confidence), minlength=bins)
    counts = counts[counts > 0]
    return float(np.sum(counts * np.abs(accuracy - mean)) / len(targets))


def classification(n, classes, seen):
    logits = np.round(rng.normal(size=(n, classes)) * 2, 3).astype(np.float32).astype(np.float64)
    targets = rng.integers(0, seen, size=n)
    predicted = logits.argmax(axis=1)
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = shifted / shifted.sum(axis=1, keepdims=True)
    labels = list(range(classes))
    averages = {
        average or "none": {
            "precision": m.precision_score(targets, predicted, labels=labels, average=average, zero_division=0),
            "recall": m.recall_score(targets, predicted, labels=labels, average=average, zero_division=0),
            "f1": m.f1_score(targets, predicted, labels=labels, average=average, zero_division=0),
        }
        for average in ["macro", "micro", "weighted", None]
    }
    return {
        "logits": logits,
        "probabilities": probabilities,
        "targets": targets,
        "classes": classes,
        "accuracy": m.accuracy_score(targets, predicted),
        "topK": {k: m.top_k_accuracy_score(targets, logits, k=k, labels=labels) for k in range(1, classes)},
        "confusion": m.confusion_matrix(targets, predicted, labels=labels),
        "averages": averages,
        "perplexity": np.exp(m.log_loss(targets, probabilities, labels=labels)),
        "calibration": {b: calibration(probabilities, targets, b) for b in (1, 5, 15)},
    }


def ranking(n, digits):
    targets = rng.integers(0, 2, size=n)
    scores = np.round(rng.normal(size=n) + targets, digits)
    fpr, tpr, thresholds = m.roc_curve(targets, scores, drop_intermediate=False)
    precision, recall, cuts = m.precision_recall_curve(targets, scores)
    return {
        "scores": scores,
        "targets": targets,
        "rocAuc": m.roc_auc_score(targets, scores),
        "averagePrecision": m.average_precision_score(targets, scores),
        "roc": [fpr, tpr, thresholds],
        "precisionRecall": [precision, recall, cuts],
    }


def regression(n, offset):
    targets = rng.normal(size=n) + offset
    predictions = targets + rng.normal(size=n) * 0.3
    return {
        "predictions": predictions,
        "targets": targets,
        "meanAbsoluteError": m.mean_absolute_error(targets, predictions),
        "meanSquaredError": m.mean_squared_error(targets, predictions),
        "rootMeanSquaredError": m.root_mean_squared_error(targets, predictions),
        "r2": m.r2_score(targets, predictions),
        "mean": targets.mean(),
        "variance": targets.var(),
        "std1": targets.std(ddof=1),
    }


cases = {
    "classification": [classification(50, 4, 4), classification(30, 6, 3)],
    "ranking": [ranking(40, 6), ranking(60, 0)],
    "regression": [regression(40, 0.0), regression(25, 100.0)],
}
Path(__file__).with_name("metrics.json").write_text(json.dumps(tidy(cases)) + "\n")
