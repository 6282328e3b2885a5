"""What the flows do besides calling the pipeline."""
