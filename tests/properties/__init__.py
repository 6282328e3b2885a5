"""What holds for any file and any city (hypothesis)."""
