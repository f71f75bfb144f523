"""職員: who works in the project, with qualifications and hours."""
