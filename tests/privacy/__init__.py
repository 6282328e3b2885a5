"""No whole number of a person where it has no business."""
