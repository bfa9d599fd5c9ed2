"""Callbacks: what follows a training run, such as the record, TensorBoard, early stopping and the display."""
