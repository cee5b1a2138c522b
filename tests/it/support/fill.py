"""Fills in workbooks as a person does in LibreOffice Calc.

Usage: fill.py JOBS.json PROFILE_FOLDER
Each job: {"template": path, "cells": [[sheet, column, row, number or text], ...], "move": bool, "save": [[path, filter], ...]};
columns and rows count from 0. "move" renames every sheet, moves the last row with a code elsewhere and inserts rows and a column.
"""
import json
import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue

PIPE = f"luutru{os.getpid()}"


def option(name, value):
    given = PropertyValue()
    given.Name, given.Value = name, value
    return given


def url(path):
    return uno.systemPathToFileUrl(os.path.abspath(path))


def connect():
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    for _ in range(600):
        try:
            there = resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception:
            time.sleep(0.1)
    sys.exit("LibreOffice did not answer")


def fill(book, cells):
    for sheet, column, row, content in cells:
        cell = book.Sheets.getByName(sheet).getCellByPosition(column, row)
        if isinstance(content, str):
            cell.String = content
        else:
            cell.Value = content


def move(book):
    for sheet in book.Sheets:
        if sheet.getCellByPosition(0, 0).String != "luutru:code":
            sheet.Name = f"x {sheet.Name}"[:31]
            continue
        last = max(row for row in range(9, 120) if sheet.getCellByPosition(0, row).String)
        source = sheet.getCellRangeByPosition(0, last, 7, last).RangeAddress
        sheet.moveRange(sheet.getCellByPosition(0, 150).CellAddress, source)
        sheet.Rows.insertByIndex(9, 3)
        sheet.Columns.insertByIndex(2, 1)
        sheet.Name = f"Bản của tôi {sheet.Name}"[:31]


def main():
    jobs, profile = json.load(open(sys.argv[1], encoding="utf-8")), sys.argv[2]
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation={url(profile)}", "--headless", f"--accept=pipe,name={PIPE};urp;"]
    )
    desktop = connect()
    for job in jobs:
        book = desktop.loadComponentFromURL(url(job["template"]), "_blank", 0, (option("Hidden", True),))
        for sheet in book.Sheets:
            sheet.unprotect("")
        fill(book, job["cells"])
        if job["move"]:
            move(book)
        for path, kind in job["save"]:
            book.storeToURL(url(path), (option("FilterName", kind),))
        book.close(True)
    try:
        desktop.terminate()
    except Exception:
        pass
    office.wait(30)


main()
