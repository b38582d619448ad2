"""What `./dayorder` can do with a deployment, a module per verb."""
