"""Judges cleaned texts by their truth."""

from pipeline.evaluation.outcome import Evaluation, Settings, evaluate

__all__ = ["Evaluation", "Settings", "evaluate"]
