package workspace

import (
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
)

func TestSecret(t *testing.T) {
	for _, path := range strings.Fields(`
		.env a/.env .env.local .env.production .ENV prod.env .envrc .env~ .env.bak .env.example.local
		id_rsa id_ed25519 id_ecdsa_sk id_rsa.bak ID_RSA server.pem a/tls.key www.example.com.pem cert.p12 my.pfx a.p8 release.keystore a.jks
		.netrc _netrc .npmrc .pypirc .git-credentials .pgpass .htpasswd .my.cnf wp-config.php
		terraform.tfstate terraform.tfstate.backup terraform.tfstate.1700000000.backup prod.tfvars prod.auto.tfvars prod.tfvars.json
		credentials credentials.json secrets.yaml secrets.yml secret.toml secrets.production.json .secrets .credentials.json
		client_secret_123.apps.json service-account.json service_account_prod.json application_default_credentials.json password.txt
		.bash_history .zsh_history .python_history fish_history .viminfo
		home/.aws/config home/.ssh/config .gnupg/pubring.kbx .kube/config .docker/config.json .config/gh/hosts.yml .m2/settings.xml`) {
		if !Secret(path) {
			t.Errorf("%s is not secret, want secret", path)
		}
	}
	for _, path := range strings.Fields(`
		.env.example .env.sample .env.template .env.local.example credentials.example.json secrets.sample.yaml terraform.tfvars.example
		secrets.go secret.go key.go keys.py credentials.ts credentials_test.go password.rs secrets.tf secret_store.yaml.go env.go env.ts
		id_rsa.pub id_rsa.go id_generator id_map environment monkey turkey.txt keyboard.json public.key.md docker/config.json
		.gitignore .editorconfig README.md aws/config.go ssh/config pem.go main.tf Makefile history.go secretary.json tokenizer.json`) {
		if Secret(path) {
			t.Errorf("%s is secret, want not", path)
		}
	}
}

func TestNameReason(t *testing.T) {
	for reason, paths := range map[Reason]string{
		ReasonSecret:    ".env a/b.pem",
		ReasonLock:      "package-lock.json yarn.lock Cargo.lock go.sum poetry.lock pnpm-lock.yaml Gemfile.lock .terraform.lock.hcl",
		ReasonMinified:  "jquery.min.js a.min.css app.bundle.js app.js.map",
		ReasonGenerated: "a.pb.go a_pb2.py a_pb2_grpc.py a.g.dart zz_generated.deepcopy.go Form1.Designer.cs schema.generated.ts",
		ReasonBinary:    "a.PNG a.so a.pyc a.zip a.woff2 a.gguf a.sqlite3",
		"":              "main.go lock.go minjs.js pb.go generated.go designer.cs map.go a.svg a.csv a.sql Dockerfile block",
	} {
		for _, path := range strings.Fields(paths) {
			if got := nameReason(path); got != reason {
				t.Errorf("%s: reason %q, want %q", path, got, reason)
			}
		}
	}
}

func TestDocumentsAreSecretByTheNameBehindTheirScheme(t *testing.T) {
	for uri, want := range map[text.URI]bool{
		"vscode-notebook-cell:/w/.env.ipynb#W0sZmls":           true,
		"vscode-notebook-cell:/home/me/.ssh/keys.ipynb#W0sZml": true,
		"vscode-notebook-cell:/w/key.pem#W0sZmls":              true,
		"vscode-notebook-cell:/w/analysis.ipynb#W0sZmls":       false,
		"git:/w/.env?%7B%22path%22%3A%22/w/.env%22%7D":         true,
		"conflict:/w/id_rsa?a=b#c":                             true,
		"vscode-remote://h/w/%2Eenv":                           true,
		"git:/w/main.go?%7B%22ref%22%3A%22~%22%7D":             false,
		"untitled:Untitled-1":                                  false,
		"untitled:secrets.yaml":                                true,
		"file:///w/%2Eenv":                                     true,
		"file:///w/a%3F.env":                                   true,
	} {
		if got := SecretDocument(uri); got != want {
			t.Errorf("%s: secret is %v", uri, got)
		}
	}
}
