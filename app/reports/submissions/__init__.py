"""提出: reports as they were handed in, frozen; what changed since, and because of which cases."""
