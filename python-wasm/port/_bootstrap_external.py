# Stands in for importlib._bootstrap_external: the image has no files to import from.
def _set_bootstrap_module(bootstrap): pass
def _install(bootstrap): pass
def _fix_up_module(namespace, name, pathname, cpathname=None): pass
class NamespaceLoader: pass
