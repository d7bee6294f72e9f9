"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from accounts.away.carrying import go_on
from accounts.away.device_keys import device_keys
from accounts.away.present import present
from accounts.entry.doors import sign_in, sign_out
from accounts.entry.first import first_sign_in
from dossiers.office.gaps import administration
from dossiers.pages.inbox.account_mail import account_mail
from portal import health
from portal.demo import post, returning
from portal.demo.bank import page as bank
from portal.requests import installed

urlpatterns = [
    path("", include("dossiers.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("manifest.webmanifest", installed.manifest, name="manifest"),
    path("worker.js", installed.worker, name="worker"),
    path("ngoai-tuyen/", installed.off_line, name="off_line"),
    path("tai-khoan/login/", sign_in, name="account_login"),
    path("tai-khoan/gui-tiep/", go_on, name="go_on"),
    path("tai-khoan/phien/", present, name="present"),
    path("tai-khoan/khoa/", device_keys, name="device_keys"),
    path("tai-khoan/lan-dau/<slug:secret>/", first_sign_in, name="first_sign_in"),
    path("tai-khoan/logout/", sign_out, name="account_logout"),
    path("tai-khoan/email/", account_mail, name="account_email"),
    path("tai-khoan/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    # The administrator comes and goes by the doors of everybody, with their limits.
    path("admin/login/", secure_admin_login(admin.site.login)),
    path("admin/logout/", sign_out),
    path("admin/", admin.site.admin_view(administration)),
    path("admin/", admin.site.urls),
    path("demo/ngan-hang/<slug:reference>/", bank.order_page, name="demo_bank"),
    path("demo/thu/", post.mails, name="mails"),
    path("demo/thu/<text:pk>/tra-lai/", returning.give_back, name="mail_returned"),
    path("demo/thu/<text:pk>/trang/", post.mail_page, name="mail_page"),
    path("demo/thu/<text:pk>/", post.mails, name="mail"),
]

handler400 = "portal.requests.errors.bad_request"
handler403 = "portal.requests.errors.permission_denied"
handler404 = "portal.requests.errors.page_not_found"
handler500 = "portal.requests.errors.server_error"
