"""Addresses of the dossiers app, by audience."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from dossiers.citizen import (
    dossiers,
    filing,
    form_page,
    my_dossiers,
    own_data,
    own_drafts,
    receiving,
    sending,
    supplement,
)
from dossiers.citizen.paying import online
from dossiers.desk import asof, file, rebuilt, worklist
from dossiers.desk.counter import done, entry, folder, joining, person
from dossiers.desk.counter import phone as counter_phone
from dossiers.desk.counter import procedure as counter_procedure
from dossiers.desk.counter.day import others as left_at_counters
from dossiers.desk.counter.day import page as counter_days
from dossiers.desk.counter.day import queue as counter_queue
from dossiers.desk.counter.day import sheet as day_sheets
from dossiers.desk.counter.supplied import page as counter_supplement
from dossiers.desk.jobs import bulk, bulk_job, exports
from dossiers.desk.lists import letter_of_news, news, saved_views, untold
from dossiers.desk.money import cash, kept, statements, unmatched
from dossiers.desk.opened import late_reason, mentions, moved, reasons, remarks, unsent
from dossiers.desk.registers import papers as papers_register
from dossiers.desk.registers import results as results_register
from dossiers.desk.registers import returns as returns_register
from dossiers.desk.registers import sending as papers_sent
from dossiers.desk.registers import uncollected
from dossiers.desk.team import absences, board, interest, leaving
from dossiers.manager import calendar, correction, figures, indices, lived, reports
from dossiers.manager.details import answers, fees, issued, spent, why
from dossiers.manager.details import register as register_book
from dossiers.manager.lists import listed
from dossiers.office import (
    access,
    alerts,
    downtimes,
    front,
    gaps,
    jobs,
    queues,
    regimes,
    runs,
    searching,
    texts,
    times,
)
from dossiers.office.people import history, joinings, look_ups, new, seats, signins
from dossiers.office.people import listed as people_listed
from dossiers.office.people import person as person_page
from dossiers.office.undelivered import page as undelivered
from dossiers.office.units import agencies
from dossiers.office.units import listed as units_listed
from dossiers.office.units import unit as unit_page
from dossiers.pages import papers, results, viewer
from dossiers.pages.inbox import choices, confirming, correcting, phone
from dossiers.pages.inbox import joining as own_joining
from dossiers.pages.inbox import page as inbox
from dossiers.public import (
    catalogue,
    feed,
    gateway,
    lookup,
    off_line_check,
    open_data,
    procedure,
    process_document,
    result_lookup,
    statistics,
    verify,
)
from dossiers.public import queue as waiting_room


class TextConverter(StringConverter):
    """A part of an address that people can read: no control character, which the database would not take."""

    regex = r"[^/\x00-\x1f\x7f]+"


register_converter(TextConverter, "text")

urlpatterns = [
    # What is asked for all day stands first: each pattern before it is tried each time.
    path("mot-cua/", worklist.worklist, name="worklist"),
    path("mot-cua/quay/", person.counter, name="counter"),
    path("mot-cua/quay/nguoi/<int:pk>/", counter_procedure.counter_person, name="counter_person"),
    path("mot-cua/quay/<uuid:pk>/", entry.counter_entry, name="counter_entry"),
    path("mot-cua/quay/nguoi/<int:pk>/tai-khoan/", joining.counter_join, name="counter_join"),
    path("mot-cua/quay/<uuid:pk>/may-quet/", folder.counter_scans, name="counter_scans"),
    path("mot-cua/quay/<uuid:pk>/may-quet/<slug:key>/anh/", folder.counter_scan_picture, name="counter_scan_picture"),
    path("mot-cua/quay/<uuid:pk>/anh-den/", counter_phone.counter_arrived, name="counter_arrived"),
    path("mot-cua/quay/<text:code>/da-nhan/", done.counter_done, name="counter_done"),
    path("mot-cua/quay/<text:code>/bo-sung/", counter_supplement.counter_answer, name="counter_answer"),
    path("mot-cua/ngay/", counter_days.counter_day, name="counter_day"),
    path("mot-cua/ngay/dong-nghiep/", left_at_counters.left_open, name="left_open"),
    path("mot-cua/ngay/dong-nghiep/<int:pk>/", left_at_counters.left_open_of, name="left_open_of"),
    path("mot-cua/ngay/tong-hop/", day_sheets.day_sheet, name="day_sheet"),
    path("mot-cua/ngay/tong-hop/<slug:name>/", day_sheets.day_list, name="day_list"),
    path("mot-cua/hang-cho/", counter_queue.queue, name="queue"),
    path("mot-cua/so-ket-qua/", results_register.register, name="register"),
    path("mot-cua/so-ket-qua/khoa-so/", results_register.close_results, name="close_results"),
    path("mot-cua/so-van-ban/", papers_register.letters, name="letters"),
    path("mot-cua/so-van-ban/khoa-so/", papers_register.close_letters, name="close_letters"),
    path("mot-cua/so-tra-ket-qua/", returns_register.returns, name="returns"),
    path("mot-cua/so-tra-ket-qua/<slug:form>/", returns_register.returns_file, name="returns_file"),
    path("mot-cua/cho-nhan-ket-qua/", uncollected.uncollected, name="uncollected"),
    path("mot-cua/giay-cho-gui/", papers_sent.to_send, name="to_send"),
    path("mot-cua/<text:code>/giay/<int:pk>/gui/", papers_sent.send_paper, name="send_paper"),
    path("mot-cua/so-bien-lai/", cash.cash_day, name="cash_day"),
    path("mot-cua/so-bien-lai/<slug:form>/", cash.cash_file, name="cash_file"),
    path("mot-cua/sao-ke/", statements.statements, name="statements"),
    path("mot-cua/sao-ke/<int:pk>/", statements.statement, name="statement"),
    path("mot-cua/tien-con-giu/", kept.kept_money, name="kept_money"),
    path("mot-cua/tien-truc-tuyen/", unmatched.gateway_cases, name="gateway_cases"),
    path("mot-cua/tien-truc-tuyen/<int:pk>/", unmatched.gateway_case, name="gateway_case"),
    path("mot-cua/bao-ngay-moi/", untold.new_dates, name="new_dates"),
    path("mot-cua/bao-ngay-moi/thu/<text:code>/", letter_of_news.letter_of_news, name="letter_of_news"),
    path("mot-cua/co-gi-moi/", news.news, name="news"),
    path("mot-cua/bo-loc/", saved_views.saved_views, name="saved_views"),
    path("mot-cua/bo-loc/luu/", saved_views.save_view, name="save_view"),
    path("mot-cua/bo-loc/<int:pk>/", saved_views.saved_view, name="saved_view"),
    path("mot-cua/bo-loc/<int:pk>/xoa/", saved_views.delete_view, name="delete_view"),
    path("mot-cua/tep-xuat/", exports.exports, name="exports"),
    path("mot-cua/tep-xuat/<int:pk>/", exports.export, name="export"),
    path("mot-cua/tep-xuat/<int:pk>/tai-ve/", exports.export_file, name="export_file"),
    path("mot-cua/ly-do-mau/", reasons.reasons, name="reasons"),
    path("mot-cua/gop-y/<text:code>/", remarks.desk_remarks, name="desk_remarks"),
    path("mot-cua/dang-xem/<text:code>/", moved.moved, name="moved"),
    path("mot-cua/giay-vua-lap/<text:code>/", moved.slip, name="slip"),
    path("mot-cua/phong/", board.team, name="team"),
    path("mot-cua/ban-giao/", leaving.hand_over, name="hand_over"),
    path("mot-cua/ban-giao/<int:pk>/", leaving.handing_over, name="handing_over"),
    path("mot-cua/hang-loat/", bulk.bulk, name="bulk"),
    path("mot-cua/hang-loat/<int:pk>/", bulk_job.bulk_job, name="bulk_job"),
    path("mot-cua/tim-trong-tep/", viewer.pdf_search, name="pdf_search"),
    path("mot-cua/<text:code>/tep/<uuid:pk>/", viewer.file_pages, name="file_pages"),
    path("mot-cua/<text:code>/tep/<uuid:pk>/<int:number>/", viewer.file_page, name="file_page"),
    path("mot-cua/<text:code>/tep/<uuid:pk>/<int:number>/anh/", viewer.page_picture, name="page_picture"),
    path("mot-cua/<text:code>/", file.desk_file, name="desk_file"),
    path("mot-cua/<text:code>/du-thao/", results.draft, name="draft"),
    path("mot-cua/<text:code>/tai-lap/<int:number>/", rebuilt.rebuilt_paper, name="rebuilt_paper"),
    path("mot-cua/<text:code>/phieu-kiem-soat/", rebuilt.control_sheet, name="control_sheet"),
    path("mot-cua/<text:code>/phieu-xin-loi/", rebuilt.late_letter, name="late_letter"),
    path("mot-cua/<text:code>/ban-ky/", results.signing_copy, name="signing_copy"),
    path("mot-cua/<text:code>/<slug:action>/xem-truoc/", results.draft_preview, name="draft_preview"),
    path("mot-cua/<text:code>/<slug:action>/xem-truoc-thu/", rebuilt.apology_preview, name="apology_preview"),
    path("mot-cua/<text:code>/nhac-ten/", mentions.mentions, name="mentions"),
    path("mot-cua/<text:code>/<slug:action>/dang-soan/", unsent.unsent_words, name="unsent_words"),
    path("mot-cua/<text:code>/luc/", asof.desk_asof, name="desk_asof"),
    path("mot-cua/<text:code>/sau-khi-xong/", file.after_act, name="after_act"),
    path("mot-cua/<text:code>/ly-do-tre/", late_reason.late_reason, name="late_reason"),
    path("mot-cua/<text:code>/lien-quan/", interest.declare_interest, name="declare_interest"),
    path("mot-cua/<text:code>/tiep/", file.desk_onward, name="desk_onward"),
    path("mot-cua/<text:code>/<slug:action>/", file.desk_action, name="desk_action"),
    path("", catalogue.home, name="home"),
    path("thu-tuc/", catalogue.catalogue, name="catalogue"),
    path("thu-tuc/<slug:slug>/", procedure.procedure, name="procedure"),
    path("thu-tuc/<slug:slug>/giay-to/", procedure.checklist, name="checklist"),
    path("thu-tuc/<slug:slug>/quy-trinh/", process_document.process_document, name="process_document"),
    path("lay-so/<slug:secret>/", waiting_room.take_number, name="take_number"),
    path("lay-so/<slug:secret>/<int:number>/", waiting_room.number_slip, name="number_slip"),
    path("cho/<slug:point>/", waiting_room.queue_screen, name="queue_screen"),
    path("chup-giay-to/", counter_phone.counter_phone, name="counter_phone"),
    path("tra-cuu/", lookup.lookup, name="lookup"),
    path("tra-cuu/ket-qua/", result_lookup.result_lookup, name="result_lookup"),
    path("thanh-toan/ket-qua/", gateway.gateway_message, name="gateway_message"),
    path("lich/<slug:secret>.ics", feed.feed, name="feed"),
    path("tai-khoan/cua-toi/", own_data.own_data, name="own_data"),
    path("tai-khoan/lich/", feed.own_feed, name="own_feed"),
    path("tai-khoan/vang-mat/", absences.own_absences, name="own_absences"),
    path("tai-khoan/vang-mat/<int:pk>/", absences.absences_of, name="absences_of"),
    path("xac-minh/", verify.check_paper, name="check_paper"),
    path("xac-minh/ngoai-mang/", off_line_check.off_line_check, name="off_line_check"),
    path("xac-minh/khoa.json", off_line_check.known_keys, name="known_keys"),
    path("xac-minh/<text:token>/", verify.verify, name="verify"),
    path("thong-ke/", statistics.statistics, name="statistics"),
    path("thong-ke/du-lieu/mo-ta.json", open_data.schema, name="open_data_schema"),
    path("thong-ke/du-lieu/dcat.json", open_data.catalogue, name="open_data_catalogue"),
    path("thong-ke/du-lieu/<int:year>.<slug:form>", open_data.open_data, name="open_data"),
    path("ho-so/", my_dossiers.my_dossiers, name="my_dossiers"),
    path("ho-so/nop-tai-quay/", own_joining.own_counter, name="own_counter"),
    path("ho-so/gui-tep/", sending.begin_file, name="begin_file"),
    path("ho-so/gui-tep/<uuid:pk>/", sending.sent_file, name="sent_file"),
    path("ho-so/nop/<slug:slug>/", filing.file_dossier, name="file_dossier"),
    path("ho-so/nop/<slug:slug>/<int:number>/", filing.file_dossier, name="file_draft"),
    path("ho-so/nop/<slug:slug>/kiem-tra/", filing.check_draft, name="check_draft"),
    path("ho-so/nop/<slug:slug>/<int:number>/kiem-tra/", filing.check_draft, name="check_one_draft"),
    path("ho-so/nop/<slug:slug>/tien-do/", form_page.draft_progress, name="draft_progress"),
    path("ho-so/nop/<slug:slug>/ma-vietqr/", form_page.filing_code, name="filing_code"),
    path("ho-so/nop/<slug:slug>/ban-nhap/", own_drafts.own_drafts, name="own_drafts"),
    path("ho-so/dia-chi/xa/", filing.communes, name="communes"),
    path("ho-so/tep/<uuid:pk>/", papers.attachment, name="attachment"),
    path("ho-so/tep/<uuid:pk>/ban-de-doc/", papers.readable, name="readable"),
    path("ho-so/giay/<text:token>/", papers.letter, name="letter"),
    path("ho-so/ket-qua/<text:code>/", results.result_file, name="result_file"),
    path("ho-so/<text:code>/", dossiers.dossier, name="dossier"),
    path("ho-so/<text:code>/da-nop/", filing.submitted, name="submitted"),
    path("ho-so/<text:code>/bo-sung/", supplement.correction, name="correction"),
    path("ho-so/<text:code>/bo-sung/tien-do/", supplement.correction_progress, name="correction_progress"),
    path("ho-so/<text:code>/bo-sung/kiem-tra/", supplement.check_correction, name="check_correction"),
    path("ho-so/<text:code>/bo-sung/da-gui/", supplement.corrected_page, name="corrected"),
    path("ho-so/<text:code>/nhan-ket-qua/", receiving.change_receiving, name="receiving"),
    path("ho-so/<text:code>/thanh-toan/", online.pay_online, name="pay_online"),
    path("ho-so/<text:code>/thanh-toan/<slug:reference>/", online.online_payment, name="online_payment"),
    path("ho-so/<text:code>/<slug:action>/dang-soan/", dossiers.own_unsent_words, name="own_unsent_words"),
    path("ho-so/<text:code>/<slug:action>/", dossiers.citizen_action, name="citizen_action"),
    path("thong-bao/", inbox.inbox, name="inbox"),
    path("thong-bao/da-doc/", inbox.read_all, name="read_all"),
    path("thong-bao/<int:pk>/", inbox.open_notice, name="open_notice"),
    path("thong-bao/<int:pk>/noi-dung/", inbox.notice, name="notice"),
    path("thong-bao/dia-chi/", confirming.ask_address, name="ask_address"),
    path("thong-bao/dia-chi/sua/", correcting.correct_address, name="correct_address"),
    path("thong-bao/dia-chi/<text:token>/", confirming.confirm_address, name="confirm_address"),
    path("thong-bao/dien-thoai/", phone.own_phone, name="own_phone"),
    path("thong-bao/tuy-chon/", choices.mail_choices, name="mail_choices"),
    path("quan-ly/", figures.dashboard, name="dashboard"),
    path("quan-ly/theo-thoi-gian/", figures.over_time, name="over_time"),
    path("quan-ly/lich/", calendar.calendar, name="calendar"),
    path("quan-ly/lich/thay-doi/<int:pk>/", calendar.change, name="calendar_change"),
    path("quan-ly/lich/xem-truoc/<int:pk>/", correction.preview, name="calendar_preview"),
    path("quan-ly/lich/<slug:kind>/", correction.correct, name="correct_calendar"),
    path("quan-ly/quy-trinh/", figures.standards, name="standards"),
    path("quan-ly/quy-trinh/thuc-te/", lived.processes, name="processes"),
    path("quan-ly/quy-trinh/<slug:slug>/", lived.process, name="process"),
    path("quan-ly/quy-trinh/<slug:slug>/xes/", lived.process_log, name="process_log"),
    path("quan-ly/bao-cao/", reports.reports, name="reports"),
    path("quan-ly/bao-cao/ii-06a/", reports.report, name="report"),
    path("quan-ly/bao-cao/ii-06a/<slug:form>/", reports.report_file, name="report_file"),
    path("quan-ly/bao-cao/chi-so/", indices.indices, name="indices"),
    path("quan-ly/bao-cao/so-theo-doi/", register_book.register_book, name="register_book"),
    path("quan-ly/bao-cao/so-theo-doi/khoa-so/", register_book.close_book, name="close_book"),
    path("quan-ly/bao-cao/so-theo-doi/pdf/", register_book.register_pdf, name="register_pdf"),
    path("quan-ly/bao-cao/so-theo-doi/tep-xuat/", register_book.register_file, name="register_file"),
    path("quan-ly/bao-cao/<int:pk>/", issued.kept_report, name="kept_report"),
    path("quan-ly/bao-cao/<int:pk>/bang-chung/", issued.kept_proof, name="kept_proof"),
    path("quan-ly/bao-cao/<int:pk>/<slug:form>/", issued.kept_file, name="kept_file"),
    path("quan-ly/le-phi/", fees.fees_of_period, name="fees_of_period"),
    path("quan-ly/thoi-gian/", spent.time_spent, name="time_spent"),
    path("quan-ly/vi-sao-tre/", why.reasons, name="why_late"),
    path("quan-ly/tra-loi/", answers.first_answers, name="first_answers"),
    path("quan-ly/<slug:name>/", listed.figure, name="figure"),
    path("quan-ly/<slug:name>/tep-xuat/", listed.figure_file, name="figure_file"),
    path("van-hanh/", jobs.jobs, name="jobs"),
    path("van-hanh/quan-tri/", front.administration, name="administration"),
    path("van-hanh/nguoi/", people_listed.people, name="people"),
    path("van-hanh/nguoi/moi/", new.new_officer, name="new_officer"),
    path("van-hanh/nguoi/<int:pk>/", person_page.person, name="person"),
    path("van-hanh/nguoi/<int:pk>/sua/", seats.correct_person, name="correct_person"),
    path("van-hanh/nguoi/<int:pk>/vi-tri/", seats.give_seat, name="give_seat"),
    path("van-hanh/nguoi/<int:pk>/vi-tri/<int:seat>/", seats.change_seat, name="change_seat"),
    path("van-hanh/don-vi/", units_listed.unit_list, name="units"),
    path("van-hanh/don-vi/moi/", units_listed.new_unit, name="new_unit"),
    path("van-hanh/don-vi/<int:pk>/", unit_page.unit, name="unit"),
    path("van-hanh/dang-nhap/", signins.sign_ins, name="sign_ins"),
    path("van-hanh/gan-tai-khoan/", joinings.joinings, name="joinings"),
    path("van-hanh/gan-tai-khoan/<int:pk>/", joinings.part_joining, name="part_joining"),
    path("van-hanh/lich-su/", history.account_changes, name="account_changes"),
    path("van-hanh/tac-vu/<int:pk>/", jobs.job, name="job"),
    path("van-hanh/chua-gui/", undelivered.undelivered, name="undelivered"),
    path("van-hanh/con-thieu/", gaps.gaps, name="gaps"),
    path("van-hanh/co-quan/", agencies.agencies, name="agencies"),
    path("van-hanh/che-do/", regimes.regimes, name="regimes"),
    path("van-hanh/tu-tim-kiem/", searching.search_words, name="search_words"),
    path("van-hanh/tam-dung/", downtimes.downtimes, name="downtimes"),
    path("van-hanh/nhac-viec/", times.notice_times, name="notice_times"),
    path("van-hanh/tin-nhan/", texts.text_messages, name="text_messages"),
    path("van-hanh/bao-tin/", alerts.alert_rules, name="alert_rules"),
    path("van-hanh/so-thu-tu/", queues.queues, name="queues"),
    path("van-hanh/da-xem/", access.access_records, name="access_records"),
    path("van-hanh/da-xem/quay/", look_ups.look_ups, name="look_ups"),
    path("van-hanh/tien-trinh/", runs.runs, name="runs"),
]
