# Stands in for encodings.aliases: the aliases of the codecs in the image. All others name codecs that are not
# here, so that looking them up fails either way.
_names = {
    'ascii': '646 ansi_x3.4_1968 ansi_x3_4_1968 ansi_x3.4_1986 cp367 csascii ibm367 iso646_us '
             'iso_646.irv_1991 iso_ir_6 us us_ascii',
    'latin_1': '8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1 iso_8859_1_1987 iso_ir_100 l1 '
               'latin latin1',
    'utf_8': 'cp65001 u8 utf utf8 utf8_ucs2 utf8_ucs4',
}
aliases = {alias: codec for codec, names in _names.items() for alias in names.split()}
