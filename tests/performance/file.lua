-- Files each report of the list once: LIST names a file of lines «cookie, tab, path». Threads share the list among them.
-- A thread that is through writes its seconds to LIST.<number>: wrk itself would wait until its time is up.
local ffi = require("ffi")
ffi.cdef("typedef struct { long sec; long nsec; } moment; int clock_gettime(int, moment *);")
local threads = {}

local function now()
  local moment = ffi.new("moment")
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.sec) + tonumber(moment.nsec) / 1e9
end

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init()
  -- wrk asks for one request of its own before it begins: that one files nothing.
  requests, at, wrong, right = { wrk.format("GET", "/health/live") }, 0, 0, 0
  local of = tonumber(os.getenv("WRK_THREADS"))
  local line_number = 0
  for line in io.lines(os.getenv("LIST")) do
    if line_number % of == number then
      local cookie, path = line:match("^(%S+)\t(%S+)$")
      local headers = {
        ["Cookie"] = "__Host-luutru=" .. cookie,
        ["Sec-Fetch-Site"] = "same-origin",
        ["Content-Type"] = "application/x-www-form-urlencoded",
      }
      table.insert(requests, wrk.format("POST", path, headers, "revision=1"))
    end
    line_number = line_number + 1
  end
end

function request()
  at = at + 1
  if at == 2 then began = now() end
  return requests[at] or wrk.format("GET", "/health/live")
end

-- Milliseconds before the next request: after the last report a connection waits for the thread's end.
function delay()
  return at >= #requests and 60000 or 0
end

function response(status, headers)
  if status == 303 and (headers["location"] or headers["Location"] or ""):find("receipt") then
    right = right + 1
  elseif status ~= 200 then
    wrong = wrong + 1
  end
  if right + wrong >= #requests - 1 then
    local file = io.open(os.getenv("LIST") .. "." .. number, "w")
    file:write(string.format("%.3f", now() - began))
    file:close()
    wrk.thread:stop()
  end
end

function done(summary, latency)
  local right, wrong = 0, 0
  for _, thread in ipairs(threads) do
    right = right + thread:get("right")
    wrong = wrong + thread:get("wrong")
  end
  io.write(string.format(
    'RESULT {"right": %d, "wrong": %d, "p50": %.2f, "p99": %.2f, "p999": %.2f, "max": %.2f}\n',
    right, wrong, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency:percentile(99.9) / 1000, latency.max / 1000))
end
