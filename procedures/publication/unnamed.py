"""The shipped definitions that were written before a text named the edition of its lifecycle."""

from collections.abc import Mapping

UNNAMED: Mapping[str, str] = {
    "cap-lai-gcn-diem-tro-choi v1": "2de87f88c045ae4a28385e17247e175072ec9493f6a5f450a36791f1f8edd759",
    "cap-lai-gp-buu-chinh-het-han v1": "035ba448f0d5604aa8c8df291a6bdc1044dd7c3937a39fe947da8ea2ae555f7a",
    "cap-lai-gp-hoat-dong-in-xbp v1": "54fb581f5ed94aa8c16bfe64ee4ed692e3055146c33ee9e74d3e9e3c29b1c176",
    "cap-lai-gp-in v1": "e0a8371dd2922d2dbc5abeaa781bfc08069072eb962fea09a1119905e63e45f6",
    "chuyen-nhuong-may-photocopy-mau v1": "3487f0974d9f28873ad454a6b2cda926daf90a6691f3c55ce79c97da2a264d3b",
    "dk-co-so-in v1": "716405847748c049b914f9d2e62a8fbdc69d2857595a16a341e3734161ce8582",
    "dk-may-photocopy-mau v1": "d5bbaefe7b98027b075fa20537d06511afbdbd9a1f214b8ec8c1860bd244394a",
    "dk-phat-hanh-xbp v1": "47ff07a60da56fe8e6eb8b5f0ddfd7ef028e53d1217f661ab47b88d1a21a432d",
    "dk-tvro v1": "0cce0737561d998d35f4c5479a0cb5b2d1cea5d36f99562da4fd79c739620db6",
    "gcn-diem-tro-choi v1": "ce4151b4bc6275d2685bc2b6f5aab5340cb404a9b81019f3a27040d7e3f2bc1b",
    "gia-han-gcn-diem-tro-choi v1": "8d10d60152f4fef8fdd53231f2589c17c70c564ea44d1a82e1c8bc39369fba69",
    "gp-ban-tin v1": "8e6fa7f5ac261edb89203eca6dd3a949de3a5a13baacc5e30cbe84eead1d80bf",
    "gp-buu-chinh v1": "2329105ee26002da89f87908ca88b3823ab828ed9b2d1f05cb1b326782861087",
    "gp-hoat-dong-in v1": "49d8a90f80ac9ccd06dabf9fa7742da542198bfcb44a1d8a0e0a98bad6a1142b",
    "gp-hoat-dong-in-xbp v1": "58a526a8b245a47b4544e7f56f673a6de84ee078e632954c4dacbb41263a4c62",
    "hop-bao-trong-nuoc v1": "8fc83ab186fe3da6de55c2a1030b02657e3aa0033e12cc1949e504015ec825aa",
    "nhap-khau-xbp-khong-kinh-doanh v1": "0148cf22c3c6f2f9ef682334bfee6e394b508ed496d25b35da847e253142c396",
    "sua-doi-vbxn-buu-chinh v1": "81e75630e30df54fdaf3557443666f6ff770449ff151aef7a948445384ea9ff6",
    "thay-doi-dk-co-so-in v1": "c7bc96fafab8e94824ff473d416d89fdcdd65d4d8526ca03e926a6e5a9d69a8c",
    "trang-ttdt-tong-hop v1": "9dff46eb7c18e236a67ab568abf501975a82746815c5a8643b1511635867dc1c",
    "trien-lam-hoi-cho-xbp v1": "3c8affcbe0385c3500edfe537d420645192b07bcabed53cdac13c6b9bb34de04",
    "trung-bay-tranh-anh v1": "ddfb7dd1093788bc8f3bfdbba6bc8651573de33bc8c7ee6180ee875268e42993",
    "vbxn-buu-chinh v1": "9300352173427438063a12e4f3a63a50952fe797646d0bb16d2d890bad991601",
    "xb-tai-lieu-khong-kinh-doanh v1": "70cd263034e4997bc42c80124ba783de3770eef902446f39981b019de068e1d0",
    "xb-tai-lieu-khong-kinh-doanh v2": "1e01608c4d17fd9f2aada83a8cae48b1bf3fb904749a2a10c30f117ef4a7b6e1",
}
"""SHA-256 of each text. They may be published without the name for ever; a text that is shipped later names its own."""
