"""What runs by itself: a real Prefect server, real deployments, and processes that die."""
