-- Neovim as a person would set it up for Inkling without a plugin, and what
-- makes its screen readable to a test.
vim.o.swapfile = false
vim.o.termguicolors = false -- colours by number: ghostColor in screen_test.go
vim.o.laststatus = 2
vim.o.statusline = 'no server'
vim.api.nvim_set_hl(0, 'ComplHint', { ctermfg = 201 })

vim.lsp.config('inkling', {
  cmd = vim.json.decode(vim.env.INKLING_E2E_COMMAND),
  filetypes = { 'go' },
  root_markers = { 'go.mod' },
})
vim.lsp.enable('inkling')
vim.lsp.inline_completion.enable()

vim.keymap.set('i', '<Tab>', function()
  if not vim.lsp.inline_completion.get() then
    return '<Tab>'
  end
end, { expr = true, desc = 'Accept the current inline completion' })

vim.api.nvim_create_autocmd('LspAttach', {
  callback = function()
    vim.o.statusline = 'server attached'
  end,
})
