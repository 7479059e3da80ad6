// The smallest VS Code client: it starts `inkling lsp` and lets VS Code's own
// inline suggestions show what comes back.
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

exports.activate = (context) => {
  const command = vscode.workspace.getConfiguration('inkling-client').get('server');
  client = new LanguageClient(
    'inkling',
    'Inkling',
    { command, args: ['lsp'] },
    {
      documentSelector: [{ scheme: 'file' }, { scheme: 'untitled' }],
      initializationOptions: { trusted: vscode.workspace.isTrusted },
    },
  );
  context.subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(() => client.sendNotification('inkling/didChangeTrust', { trusted: true })),
  );
  return client.start();
};

exports.deactivate = () => client?.stop();
