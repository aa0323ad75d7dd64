"""Errors of a classifier as scikit-learn counts them, and the expected calibration error by its definition (Guo et al. 2017).

    python3 Tests/GoldenData/set-errors/generate.py
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics

random = np.random.default_rng(19)
count, classes = 120, 7
labels = random.integers(0, classes - 1, count)  # the last class never occurs
logits = random.normal(size=(count, classes)) * 2
logits[np.arange(count), labels] += 1.5
probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
predicted = probabilities.argmax(1)
confidence = probabilities.max(1)

error = 0.0
edges = np.linspace(0, 1, 16)
for low, high in zip(edges[:-1], edges[1:]):
    inside = (confidence > low) & (confidence <= high)
    if inside.any():
        error += inside.mean() * abs((predicted == labels)[inside].mean() - confidence[inside].mean())

names = list(range(classes))
precision, recall, f1, support = metrics.precision_recall_fscore_support(
    labels, predicted, labels=names, zero_division=0)
pathlib.Path(__file__).with_name("cases.json").write_text(json.dumps({
    "generator": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, seed 19",
    "probabilities": probabilities.tolist(),
    "labels": labels.tolist(),
    "accuracy": metrics.accuracy_score(labels, predicted),
    "topFive": metrics.top_k_accuracy_score(labels, probabilities, k=5, labels=names),
    "loss": metrics.log_loss(labels, probabilities, labels=names),
    "expectedCalibrationError": error,
    "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(), "support": support.tolist(),
    "confusion": metrics.confusion_matrix(labels, predicted, labels=names).tolist(),
}) + "\n")
