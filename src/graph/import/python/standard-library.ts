/** Classes of Python's own library that hold the settings of nets, as the interpreter reads them. */

const CLASSES = /^(argparse\.(ArgumentParser|Namespace)|types\.SimpleNamespace|easydict\.EasyDict)$/

/** Whether `path` names one of them. */
export function isStandard(path: string): boolean {
  return CLASSES.test(path)
}

const READABLE = /^(torch|torchvision|numpy|einops|math|typing|collections|functools|itertools)(\.|$)/

/** Whether what a library gives is read, or means nothing for a net. */
export function isReadable(path: string): boolean {
  return isStandard(path) || READABLE.test(path)
}

/** Options that are not given on a command line have their defaults; one without a default is not known. */
export const STANDARD_SOURCE = `
class Namespace:
    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)

class SimpleNamespace(Namespace):
    pass

class EasyDict(Namespace):
    def __init__(self, given={}, **values):
        for name, value in {**given, **values}.items():
            setattr(self, name, value)

class ArgumentParser:
    def __init__(self, *args, **kwargs):
        self.values = {}

    def add_argument(self, *names, dest=None, default=None, action=None, type=None, **kwargs):
        name = dest
        for each in names:
            if name is None and (each.startswith('--') or not each.startswith('-')):
                name = each.lstrip('-').replace('-', '_')
        if name is None:
            name = names[0].lstrip('-')
        if action == 'store_true':
            default = default or False
        elif action == 'store_false':
            default = True if default is None else default
        elif default is None and (kwargs.get('required') or not names[0].startswith('-')):
            default = __unknown__
        elif type is not None and isinstance(default, str):
            default = type(default)
        self.values[name] = default

    def add_argument_group(self, *args, **kwargs):
        return self

    def add_mutually_exclusive_group(self, *args, **kwargs):
        return self

    def set_defaults(self, **values):
        self.values.update(values)

    def parse_args(self, *args, **kwargs):
        return Namespace(**self.values)

    def parse_known_args(self, *args, **kwargs):
        return Namespace(**self.values), []
`
