"""The pages: jinja2 templates filled from report objects; the only place that knows jinja2.

Takes: a report object. Gives: the page's text, whole: style and script are in it. Raises: nothing.
Knows nothing of: other documents, but their relative links that a report names.
"""

__all__ = [
    "candidates_page",
    "figures",
    "fleet_page",
    "lists",
    "pages",
    "quality_page",
    "shell",
    "tables",
]
