"""The model case: the department's dossiers from 2016 to 08/2019, played through the engine of today.

``law`` lays what differed in those years over the shipped definitions, ``plan`` says what is filed when
and how it goes, ``people`` are who applied and ``officers`` who worked, ``words`` what they wrote, ``life`` turns a
filing into acts, ``play`` does it.
"""
