"""定着 (Teichaku): casework and reporting for 地域生活定着支援センター."""

__version__ = "0.1.0"
