"""Why, for one person: everything that led to a verdict, put together for the operator's screen."""
