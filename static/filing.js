// While somebody fills in a report; written below.
"use strict";
