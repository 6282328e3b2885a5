"""What is done to the data, a module per step, named as the step. Nothing here knows Prefect."""
