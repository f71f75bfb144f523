"""The sections of a case's page below 支援経過: one file for each subject."""
