"""The cells of benches/excel/cells.rs, written and read with Python: what the product's writer and reader are compared with.

    cells.py xlsxwriter ROWS COLUMNS FILE | openpyxl ROWS COLUMNS FILE | read FILE

Prints one line of JSON: CPU seconds of the work alone (no imports), and the most memory of the process."""

import json
import resource
import sys
import time

TEXTS = 8


def text(row, column):
    kind = column % 4
    if kind == 0:
        return f"CS{row:06}"
    if kind == 1:
        return f"Khách sạn Thứ {row}"
    if kind == 2:
        return f"Phường {row % 168}"
    return "Được chấp nhận"


def number(row, column):
    if column % 4 == 0:
        return (row * 13 + column * 7) % 99_991 / 10
    return (row * 31 + column * 17) % 9973


def with_xlsxwriter(rows, columns, file):
    import xlsxwriter

    def run():
        workbook = xlsxwriter.Workbook(file, {"constant_memory": True})
        whole = workbook.add_format({"num_format": "#,##0"})
        tenths = workbook.add_format({"num_format": "#,##0.0"})
        sheet = workbook.add_worksheet()
        for column in range(columns):
            sheet.write_string(0, column, f"Cột {column}")
        for row in range(1, rows + 1):
            for column in range(min(columns, TEXTS)):
                sheet.write_string(row, column, text(row, column))
            for column in range(TEXTS, columns):
                sheet.write_number(row, column, number(row, column), tenths if column % 4 == 0 else whole)
        workbook.close()
        return (rows + 1) * columns

    return run


def with_openpyxl(rows, columns, file):
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    def run():
        workbook = openpyxl.Workbook(write_only=True)
        sheet = workbook.create_sheet()
        sheet.append([f"Cột {column}" for column in range(columns)])
        for row in range(1, rows + 1):
            line = [text(row, column) for column in range(min(columns, TEXTS))]
            for column in range(TEXTS, columns):
                cell = WriteOnlyCell(sheet, value=number(row, column))
                cell.number_format = "#,##0.0" if column % 4 == 0 else "#,##0"
                line.append(cell)
            sheet.append(line)
        workbook.save(file)
        return (rows + 1) * columns

    return run


def read(file):
    import openpyxl

    def run():
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
        cells = 0
        for sheet in workbook.worksheets:
            for row in sheet.iter_rows(values_only=True):
                cells += sum(value is not None for value in row)
        return cells

    return run


def main():
    what, *arguments = sys.argv[1:]
    if what == "read":
        run = read(arguments[0])
    else:
        rows, columns, file = int(arguments[0]), int(arguments[1]), arguments[2]
        run = {"xlsxwriter": with_xlsxwriter, "openpyxl": with_openpyxl}[what](rows, columns, file)
    cpu, wall = time.process_time(), time.monotonic()
    count = run()
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"what": what, "count": count, "cpu": cpu, "wall": wall, "peak_mib": peak}))


main()
