"""Texts of reports."""


def title(report: str) -> str:
    """The heading of a report."""
    return f"== {report.upper()} =="
