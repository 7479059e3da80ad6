-- Runs before the configuration under test, and tells the test what the editor
-- is like: one line of JSON into the pipe INKLING_E2E_REPORTS whenever it may have
-- changed. It changes nothing that the configuration would decide.
vim.o.termguicolors = false -- colours by number: ghostColor in screen_test.go
vim.o.showmode = false
vim.opt.shortmess:append('F') -- no message for a file that is opened

local pipe = assert(io.open(vim.env.INKLING_E2E_REPORTS, 'w'))
local modern = vim.fn.has('nvim-0.11') == 1
local learned, written, answered = 0, 0, nil
local encoding, last
local ready = {} -- documents that the server and Neovim's own features know

local function ending()
  return vim.bo.fileformat == 'dos' and '\r\n' or '\n'
end

-- The document as its file would be, and where a byte of it is in Neovim's lines.
local function document()
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  return table.concat(lines, ending()) .. (vim.bo.endofline and ending() or ''), lines
end

local function offset(row, col)
  local _, lines = document()
  for i = 1, row do
    col = col + #lines[i] + #ending()
  end
  return col
end

local function place(at)
  local _, lines = document()
  for row, line in ipairs(lines) do
    if at <= #line then
      return row - 1, at
    end
    at = at - #line - #ending()
  end
  return #lines - 1, #lines[#lines]
end

local function here()
  local row, col = unpack(vim.api.nvim_win_get_cursor(0))
  return { tick = vim.b.changedtick, cursor = offset(row - 1, col) }
end

local function ghosts()
  local found
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, -1, 0, -1, { details = true })) do
    local lines = { mark[4].virt_text, unpack(mark[4].virt_lines or {}) }
    local text = {}
    for _, line in ipairs(lines) do
      if line[1][2] == 'ComplHint' then
        table.insert(text, line[1][1])
      end
    end
    if #text > 0 then
      found = found or {}
      table.insert(found, { at = offset(mark[2], mark[3]), text = table.concat(text, '\n') })
    end
  end
  return found
end

local function report()
  if vim.v.exiting ~= vim.NIL or not vim.api.nvim_buf_is_loaded(0) then
    return
  end
  local now = here()
  local open = {}
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if ready[buffer] and vim.api.nvim_buf_is_loaded(buffer) then
      table.insert(open, vim.api.nvim_buf_get_name(buffer))
    end
  end
  local state = vim.json.encode({
    name = vim.api.nvim_buf_get_name(0),
    mode = vim.api.nvim_get_mode().mode,
    text = document(),
    cursor = now.cursor,
    tick = now.tick,
    ghosts = ghosts(),
    open = #open > 0 and open or nil,
    answered = answered,
    learned = learned,
    written = written,
    encoding = encoding,
  })
  if state ~= last then
    last = state
    pipe:write(state, '\n')
    pipe:flush()
  end
end

vim.api.nvim_create_autocmd({
  'VimEnter', 'BufEnter', 'BufWritePost', 'BufWipeout', 'ModeChanged', 'InsertEnter', 'InsertLeave',
  'CursorMoved', 'CursorMovedI', 'TextChanged', 'TextChangedI', 'TextChangedP', 'LspAttach', 'LspDetach',
}, {
  callback = function(event)
    if event.event == 'BufWritePost' then
      written = written + 1
    elseif event.event == 'VimEnter' then
      vim.api.nvim_set_hl(0, 'ComplHint', { ctermfg = 201 })
    end
    vim.schedule(report)
  end,
})

vim.lsp.handlers['inkling/learned'] = function()
  learned = learned + 1
  report()
end

-- An answer counts once the configuration has dealt with it.
local function watch(client)
  local original, first = client.request, modern and 2 or 1
  encoding = client.offset_encoding
  client.request = function(...)
    local args = { ... }
    local handler = args[first + 2]
    if args[first] == 'textDocument/inlineCompletion' then
      local asked = here()
      args[first + 2] = function(err, result, ...)
        handler(err, result, ...)
        asked.number = (answered and answered.number or 0) + 1
        asked.failed = err and err.message
        for _, item in ipairs(result and result.items or {}) do
          asked.texts = asked.texts or {}
          table.insert(asked.texts, item.insertText)
        end
        answered = asked
        report()
      end
    end
    return original(unpack(args, 1, first + 3))
  end
end

-- Neovim turns its features on for a document a turn of its loop after LspAttach.
local watched = {}
vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    if not watched[event.data.client_id] then
      watched[event.data.client_id] = true
      watch(vim.lsp.get_client_by_id(event.data.client_id))
    end
    vim.schedule(function()
      vim.schedule(function()
        ready[event.buf] = true
        report()
      end)
    end)
  end,
})

-- What no key does: to go to a byte of the document, and to replace some.
function _G.Goto(at)
  local row, col = place(at)
  vim.api.nvim_win_set_cursor(0, { row + 1, col })
  local line = vim.api.nvim_buf_get_lines(0, row, row + 1, true)[1]
  vim.cmd(col == #line and 'startinsert!' or 'startinsert')
end

function _G.Replace(from, to, encoded)
  local text = vim.base64.decode(encoded)
  local row, col = place(from)
  local end_row, end_col = place(to)
  local lines = vim.split(text, ending(), { plain = true })
  vim.api.nvim_buf_set_text(0, row, col, end_row, end_col, lines)
  Goto(from + #text)
end
