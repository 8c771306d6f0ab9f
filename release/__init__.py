"""What is looked at before a release: packages with known holes, and licences."""
