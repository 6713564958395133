/** Files that are dropped on the window and are neither a graph nor a net. */
export const dropped = {
  dropped: {
    left: 'Left out: {{names, list}}',
    leftText: 'Of files that are dropped together, a net, what it imports, and its weights are taken.',
    feed: 'Feed it by hand',
    noInput: 'The net has no input yet: add an Input or a Dataset node.',
    sample: {
      title: '{{name}} is a sample',
      text: 'The net can be given it by hand: every wire then shows what it makes of it.',
    },
    table: {
      title: '{{name}} is a table',
      text: 'A Dataset node takes none. Export the net as PyTorch and read the table in its train.py; a single row, saved as .npy, can be fed by hand.',
    },
    arrays: {
      title: '{{name}} holds several arrays',
      text: 'Save one of them as .npy, or all as .safetensors: a sample can then be fed by hand.',
    },
    keras: {
      title: '{{name}} is of TensorFlow or Keras',
      text: 'Convert it to ONNX, for example with tf2onnx, and drop that: the net in it is imported.',
    },
    mnist: {
      title: '{{name}} is a part of MNIST',
      text: 'Put the four files into one folder, and give its path to a Dataset node with the source mnist-idx.',
    },
    archive: {
      title: '{{name}} is an archive',
      text: 'Unpack it, and drop the file that you mean.',
    },
    folder: {
      title: '{{name}} is a folder',
      text: 'Drop one file of it. A folder with the four files of MNIST belongs into a Dataset node with the source mnist-idx, by its path.',
    },
    unknown: {
      title: 'What {{name}} holds is not known',
      text: 'Gradwire opens graphs (.json), imports ONNX and PyTorch (.onnx, .py, .ipynb), takes weights (.safetensors, .pt, .pth), and samples by hand (.npy, pictures).',
    },
  },
} as const
