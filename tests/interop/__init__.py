"""Differential tests: this engine beside Yjs, y-protocols and upstream pycrdt."""
