"""A user that asks for / again as soon as it was answered, with the faster of locust's two HTTP clients."""

from locust import FastHttpUser, task


class User(FastHttpUser):
    @task
    def get(self):
        self.client.get("/")
