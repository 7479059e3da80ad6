package managed

import (
	"slices"
	"strings"
)

// The variables that a llama-server gets of ours. An editor's environment holds keys
// and passwords under names that nobody can list, so what is passed on is listed
// instead: what a program needs to run, and what drivers of processors are set by. A
// program that needs more can be a script that sets it.
var (
	passedOn = []string{
		"PATH", "HOME", "USER", "LOGNAME", "TZ", "LANG", "LANGUAGE", "TMPDIR", "TEMP", "TMP",
		"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "NIX_LD", "NIX_LD_LIBRARY_PATH",
		// Windows starts little without these.
		"SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
		"PROGRAMDATA", "PROGRAMFILES", "COMMONPROGRAMFILES", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE",
	}
	passedOnPrefixes = []string{
		"LC_", "XDG_", "GGML_", // the caches of drivers are in XDG's folders
		"CUDA_", "NVIDIA_", "HIP_", "ROCR_", "ROCM_", "HSA_", "AMD_", "GPU_", "RADV_", "MESA_", "VK_", "METAL_", "MTL_",
		"ONEAPI_", "SYCL_", "ZE_", "ZES_", "OCL_", "OPENCL_", "ASCEND_", "MUSA_",
		"OMP_", "KMP_", "GOMP_", "MKL_", "OPENBLAS_",
	}
)

// environment is what the server gets of ours, with its key. LLAMA_* is not in it: it
// would change what the flags say.
func environment(ours []string, key string) []string {
	theirs := slices.DeleteFunc(slices.Clone(ours), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		name = strings.ToUpper(name) // as Windows takes them
		return !slices.Contains(passedOn, name) &&
			!slices.ContainsFunc(passedOnPrefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
	})
	if key != "" {
		theirs = append(theirs, "LLAMA_API_KEY="+key)
	}
	return theirs
}
