package workspace

import (
	"net/url"
	"path/filepath"
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
)

// SecretDocument reports whether a document looks secret by its name: nothing is
// shown in it, and no model may see it. What is not a file of this machine, such as
// an untitled document, a notebook's cell or an old version in git, has its name
// behind the scheme, in front of a query and a fragment if those are there, and with
// letters escaped or not.
func SecretDocument(u text.URI) bool {
	if path, ok := u.Path(); ok {
		return Secret(path)
	}
	_, name, _ := strings.Cut(string(u), ":")
	if Secret(name) {
		return true // ? and # may be letters of it
	}
	name, _, _ = strings.Cut(name, "#")
	name, _, _ = strings.Cut(name, "?")
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return Secret(name)
}

// Secret reports whether a file looks secret by its name or the folders it is
// in: such a file is never opened, never learned from and never completed in.
// The name decides, not the extension alone: source code about secrets is code.
func Secret(path string) bool {
	parts := strings.Split(strings.ToLower(filepath.ToSlash(filepath.Clean(path))), "/")
	base := parts[len(parts)-1]
	folder := ""
	for _, dir := range parts[:len(parts)-1] {
		if secretFolders[dir] {
			return true
		}
		folder = dir
	}
	for {
		if secretName(base) || secretPaths[folder+"/"+base] {
			return true
		}
		original, ok := withoutCopySuffix(base)
		if !ok {
			return false
		}
		base = original
	}
}

func secretName(base string) bool {
	words := strings.Split(base, ".")
	stem, ext := words[0], words[len(words)-1]
	if len(words) > 1 && secretExtensions[ext] {
		return true // before the examples: example.com.pem is a key
	}
	if exampleWords[ext] || dataExtensions[ext] && exampleWords[words[max(0, len(words)-2)]] {
		return false // .env.example, credentials.sample.json
	}
	switch {
	case secretNames[base]:
		return true
	case strings.HasPrefix(base, ".env.") || ext == "env" && len(words) > 1:
		return true // .env, .env.local, production.env
	case strings.HasPrefix(base, ".") && strings.HasSuffix(base, "_history"):
		return true
	case strings.HasPrefix(base, "id_") && len(words) == 1 && keyKinds[strings.TrimSuffix(stem[len("id_"):], "_sk")]:
		return true
	case strings.Contains(base, ".tfstate.") || strings.Contains(base, ".tfvars."):
		return true
	}
	// secrets.yaml, credentials.production.json, but not secrets.go
	return (len(words) == 1 || dataExtensions[ext]) && (secretStems[stem] || secretStems[strings.ReplaceAll(stem, "-", "_")] ||
		stem == "" && len(words) > 1 && secretStems[words[1]] || strings.HasPrefix(stem, "client_secret") ||
		strings.HasPrefix(stem, "service-account") || strings.HasPrefix(stem, "service_account") || strings.HasPrefix(stem, "gha-creds-"))
}

// withoutCopySuffix takes off what editors and people add to a copy.
func withoutCopySuffix(base string) (string, bool) {
	for _, suffix := range []string{"~", ".bak", ".old", ".orig", ".backup", ".save", ".swp", ".swo", ".tmp", ".copy"} {
		if rest, ok := strings.CutSuffix(base, suffix); ok && rest != "" {
			return rest, true
		}
	}
	if len(base) > 1 && base[0] == '#' && base[len(base)-1] == '#' {
		return base[1 : len(base)-1], true // Emacs
	}
	return "", false
}

// All names are in lower case: file systems that ignore case are common.
var (
	secretFolders = set(`.ssh .gnupg .aws .azure .gcloud .oci .kube .password-store .secrets .vault .keychain keyrings .chef`)

	secretNames = set(`.env .envrc .netrc _netrc .npmrc .yarnrc.yml .pypirc .git-credentials .gitcookies .pgpass pgpass.conf .my.cnf .mylogin.cnf
		.htpasswd .htdigest .dockercfg .s3cfg .boto .passwd-s3fs .vault-token .vault_pass .terraformrc terraform.rc credentials.tfrc.json
		.ftpconfig sftp-config.json .msmtprc .esmtprc .fetchmailrc .authinfo .authinfo.gpg .cf .databrickscfg .snowsql
		application_default_credentials.json local.settings.json wp-config.php kubeconfig shadow master.key
		.history fish_history consolehost_history.txt .lesshst .viminfo .irb-history`)

	// secretPaths are names that are secret only in their folder.
	secretPaths = set(`.docker/config.json gh/hosts.yml gcloud/access_tokens.db gcloud/credentials.db .cargo/credentials .cargo/credentials.toml
		.gem/credentials .m2/settings.xml .m2/settings-security.xml doctl/config.yaml .config/hub heroku/credentials`)

	secretExtensions = set(`pem key p12 pfx p8 pkcs8 pkcs12 jks jceks bks keystore keychain ppk kdb kdbx agekey gpg pgp ovpn
		tfstate tfvars secret secrets mobileprovision kubeconfig`)

	secretStems = set(`secret secrets credential credentials creds password passwords passwd htpasswd vault_password
		api_key api_keys apikey apikeys access_token access_tokens auth_token private_key`)

	// dataExtensions are of files that hold values, not code.
	dataExtensions = set(`json json5 jsonc yaml yml toml ini cfg conf config properties xml plist txt csv tsv env enc edn sops db kdl`)

	keyKinds = set(`rsa dsa ecdsa ed25519 xmss`)

	exampleWords = set(`example examples sample template tmpl tpl dist default defaults`)
)
