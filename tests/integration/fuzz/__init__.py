"""The contract against the API: requests that nobody thought of."""
