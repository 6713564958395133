/** The rooms of each layer (and of a room with rooms of its own), in the order in which they may import: each only those before it. */
module.exports = {
  graph: [
    'basics', // helpers that know nothing of graphs
    'formats', // bytes and texts: safetensors, JSON with places
    'types', // dimensions, shapes, dtypes
    'document', // the document, commands on it as data, findings, names
    'params', // the schema of a type's arguments, their problems and remedies
    'training', // optimisers, schedules, the document's settings
    'pytorch', // Python text that a node type writes
    'expressions', // a small language of formulas in x
    'onnx', // the ONNX format, and operators that a node type writes
    'registry', // how a node type is defined, and what definitions share
    'nodes', // one file a node type
    'hooks', // one file a type of hook
    'breakpoints', // where a training step stops, and when
    'infer', // shapes and types on every wire, with findings
    'check', // what is wrong with a document beside its wires
    'file', // JSON to a document and back
    'plan', // the tree of calls that the engine and exports walk
    'changes', // how a tensor is changed by hand, as data
    'frames', // binary messages between engine and page
    'drawing', // faces of nodes and lines of wires, without a screen
    'commands', // commands applied, undone and described
    'diff',
    'export',
    'import',
    'reference', // proof of shapes against PyTorch
  ],
  'graph/import': ['result', 'pickle', 'onnx', 'pytorch-file', 'python', 'print'],
  engine: [
    'random',
    'backend', // alone loads TensorFlow or WebAssembly
    'captured', // calls to the backend that are as they were, run as one graph
    'core', // tensors and the tape
    'ops', // operations with their gradients
    'autograd',
    'metrics',
    'nn', // layers: function, module, and how a graph makes them
    'functional', // the functions under their names in PyTorch
    'optim',
    'data',
    'hooks', // what the hooks of a document do to tensors
    'build', // a plan becomes modules
    'probe', // what a look at a tensor measures
    'executor', // what a session asks of whoever runs a plan
    'visited', // runs it one operation after the other, stoppable between any two
    'session', // training, and what answers the host
    'reference', // proof against saved PyTorch values
  ],
  main: [
    'engine-link', // the engine's process, and calls to it
    'files', // documents, drafts, samples on disk
    'export', // exports that need Node or the engine
    'supervisor', // restarts the engine, remembers its state
    'service', // what a page can ask for
    'web',
    'electron',
    'cli',
  ],
  renderer: [
    'texts', // words and numbers as people read them, and how large
    'ui', // buttons, fields, menus, dialogs
    'styles',
    'paint', // colour maps, scales and painters on a canvas element
    'host', // the connection to the host
    'window', // what belongs to the window: layout, theme, open dialog
    'editing', // the document in the page, and every change of it
    'probes', // subscriptions and their latest frames
    'engine-link', // what a document's engine is told, and what it tells
    'session', // an open document as one object, and how components get it
    'run', // run bar, progress, console
    'debugger', // where a step stands still, and its breakpoints
    'files', // open, save, export, drafts
    'actions', // every command a person can give
    'problems',
    'forms', // the form of a params schema, and its fields
    'training', // how the document is trained: its fields and its form
    'feed', // one sample by hand
    'ablation', // how much the loss needs a channel
    'past', // a tensor over the steps in which it was looked at
    'samples', // the samples that the net is most and least surprised by
    'code', // the network as PyTorch and ONNX say it, beside the canvas
    'palette',
    'plots', // curves, fits, metrics
    'overlay', // what is painted on wires
    'explain', // how an operation made a number: arithmetic alone
    'explained', // the same as a person reads it, with the engine's tensors
    'wire', // the wire inspector, and the same views of other tensors
    'hooks', // hooks of the document: marks, forms, and what they do to values
    'canvas',
    'parameters', // values, gradients and requires_grad of parameters, one list for the net
    'depth', // sizes of activations, gradients and updates over the depth of the net, and over time
    'inspector',
    'dialogs',
    'layout',
  ],
}
