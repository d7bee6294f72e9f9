"""The product's addresses, and that of the naive reference."""

from django.urls import include, path

from bench.naive.views import submit

urlpatterns = [path("bench/naive/<slug:slug>/", submit), path("", include("portal.urls"))]
