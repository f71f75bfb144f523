"""提出: what was handed in, what changed since, and handing in."""
