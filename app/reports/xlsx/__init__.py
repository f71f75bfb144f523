"""Changing single cells inside an .xlsx package while every other part stays as it was."""
