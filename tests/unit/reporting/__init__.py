"""What the documents will say."""
