-- What wrk asks: the targets of a file, a line each, one after the other and round again. It ends with a line of JSON.
--
--     wrk -s load.lua URL -- TARGETS

local requests = {}
local at = 0

function init(arguments)
    for target in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("GET", target)
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency)
    local errors = summary.errors
    local lost = errors.connect + errors.read + errors.write + errors.timeout
    print(string.format('{"requests": %d, "seconds": %.6f, "p50_us": %.1f, "p99_us": %.1f, "refused": %d, "lost": %d}',
        summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99), errors.status, lost))
end
