"""Dayorder's backend: Lambda functions over the domain and one DynamoDB table."""
