-- SPDX-License-Identifier: MIT
-- wrk asks for the paths of the file QUERIES, one a line, one after the other; with UNIQUE=1 each in a city of its own, so that no two
-- requests are the same.
local paths, n, unique = {}, 0, os.getenv('UNIQUE') == '1'
for line in io.lines(os.getenv('QUERIES')) do paths[#paths + 1] = unique and line or wrk.format('GET', line) end
request = function()
  n = n + 1
  local path = paths[n % #paths + 1]
  return unique and wrk.format('GET', path .. '&city=c' .. n) or path
end
