"""Parts of nets for pictures, from c channels to d; the size of the picture stays, or is halved where `stride` is 2."""
from program import activated, activation, dropped


def piece(program, c, d, stride=1):
    return program.random.choice([conv, unit, basic, separable, inception, squeezed, dense, shuffled])(program, c, d, stride)


def conv(program, c, d, stride):
    way = program.choose("3, stride={s}, padding=1", "kernel_size=3, stride={s}, padding=1", "(3, 3), ({s}, {s}), (1, 1)", "5, {s}, 2, bias=False", "1, {s}")
    return f"nn.Conv2d({c}, {d}, {way.format(s=stride)})"


def unit(program, c, d, stride):
    """Convolution, norm, activation: as a function, a class, a Sequential."""
    norm = program.choose("nn.BatchNorm2d({d})", "nn.GroupNorm(2, {d})", "nn.InstanceNorm2d({d}, affine=True)", "nn.BatchNorm2d({d}, momentum=0.01, eps=1e-3)")
    way = program.choose("function", "class", "sequential", "inline", "ordered")
    act = activation(program)
    if way == "inline":
        return f"nn.Sequential({conv(program, c, d, stride)}, {norm.format(d=d)}, {act})"
    if way == "ordered":
        program.uses("from collections import OrderedDict")
        return f"nn.Sequential(OrderedDict([('conv', {conv(program, c, d, stride)}), ('norm', {norm.format(d=d)}), ('act', {act})]))"
    layers = f"nn.Conv2d(in_ch, out_ch, k, stride, k // 2, bias=False), {norm.format(d='out_ch')}, {act}"
    if way == "function":
        name = program.name("conv_bn")
        program.define(f"def {name}(in_ch, out_ch, k=3, stride=1):\n    return nn.Sequential({layers})")
    elif way == "sequential":
        name = program.name("ConvBNAct")
        program.define(f"class {name}(nn.Sequential):\n    def __init__(self, in_ch, out_ch, k=3, stride=1):\n        super({name}, self).__init__({layers})")
    else:
        init = ["self.conv = nn.Conv2d(in_ch, out_ch, k, stride, k // 2)", f"self.bn = {norm.format(d='out_ch')}"]
        body = activated(program, "x", init)
        name = program.module("ConvUnit", ["in_ch", "out_ch", "k=3", "stride=1"], init, ["x = self.bn(self.conv(x))", f"return {body}"])
    return f"{name}({c}, {d}, stride={stride})"


def basic(program, c, d, stride):
    """A residual block."""
    helper = program.name("conv3x3")
    program.define(f"def {helper}(in_planes, out_planes, stride=1):\n    return nn.Conv2d(in_planes, out_planes, kernel_size=3, stride=stride, padding=1, bias=False)")
    init = [f"self.conv1 = {helper}(inplanes, planes, stride)", "self.bn1 = nn.BatchNorm2d(planes)", "self.relu = nn.ReLU(inplace=True)", f"self.conv2 = {helper}(planes, planes)", "self.bn2 = nn.BatchNorm2d(planes)"]
    way = program.choose("option", "shortcut", "given")
    if way == "shortcut":
        init += ["self.shortcut = nn.Sequential()", "if stride != 1 or inplanes != self.expansion * planes:", "    self.shortcut = nn.Sequential(nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))"]
        forward = ["out = F.relu(self.bn1(self.conv1(x)))", "out = self.bn2(self.conv2(out))", "out += self.shortcut(x)", "return F.relu(out)"]
    elif way == "option":
        init += ["self.downsample = None", "if stride > 1 or inplanes != planes:", "    self.downsample = nn.Conv2d(inplanes, planes, 1, stride)"]
        forward = ["identity = x", "out = self.relu(self.bn1(self.conv1(x)))", "out = self.bn2(self.conv2(out))", "if self.downsample is not None:", "    identity = self.downsample(x)", "return self.relu(out + identity)"]
    else:
        init += ["self.skip = nn.Identity() if inplanes == planes and stride == 1 else nn.Conv2d(inplanes, planes, 1, stride)"]
        forward = ["out = self.conv1(x)", "out = self.relu(self.bn1(out))", "out = self.bn2(self.conv2(out))", "return torch.add(out, self.skip(x)).relu_()"]
    name = program.name("BasicBlock")
    lines = "\n        ".join(init), "\n        ".join(forward)
    program.define(f"class {name}(nn.Module):\n    expansion = 1\n\n    def __init__(self, inplanes, planes, stride=1):\n        super({name}, self).__init__()\n        {lines[0]}\n\n    def forward(self, x):\n        {lines[1]}")
    return f"{name}({c}, {d}, {stride})"


def separable(program, c, d, stride):
    init = ["self.depthwise = nn.Conv2d(nin, nin, kernel_size=3, padding=1, stride=stride, groups=nin)", "self.pointwise = nn.Conv2d(nin, nout, kernel_size=1)"]
    name = program.module("SeparableConv", ["nin", "nout", "stride"], init, ["out = self.depthwise(x)", f"out = {activated(program, 'out', init)}", "return self.pointwise(out)"])
    return f"{name}({c}, {d}, {stride})"


def inception(program, c, d, stride):
    half = d // 2
    init = ["self.branch1 = nn.Conv2d(c, a, 1, stride=stride)", "self.branch3 = nn.Sequential(nn.Conv2d(c, a, 1), nn.ReLU(True), nn.Conv2d(a, b, 3, stride=stride, padding=1))"]
    forward = program.choose(["return torch.cat([self.branch1(x), self.branch3(x)], 1)"], ["outputs = [self.branch1(x)]", "outputs.append(self.branch3(x))", "return torch.cat(outputs, dim=1)"], ["y1 = self.branch1(x)", "y3 = self.branch3(x)", "y = torch.cat((y1, y3), dim=-3)", "return y"])
    return f"{program.module('Inception', ['c', 'a', 'b', 'stride'], init, forward)}({c}, {half}, {d - half}, {stride})"


def squeezed(program, c, d, stride):
    """Channels are weighed by what they are on average."""
    mean = program.choose("x.mean(dim=[2, 3])", "F.adaptive_avg_pool2d(x, 1).flatten(1)", "x.mean((2, 3))", "self.pool(x).view(x.size(0), -1)", "torch.mean(x, (-2, -1))")
    init = [f"self.conv = {conv(program, 'c', 'd', 'stride')}", *(["self.pool = nn.AdaptiveAvgPool2d(1)"] if "self.pool" in mean else []), "self.fc = nn.Sequential(nn.Linear(d, max(1, d // 2)), nn.ReLU(), nn.Linear(max(1, d // 2), d), nn.Sigmoid())"]
    scale = program.choose("x * w[:, :, None, None]", "x * w.view(x.shape[0], -1, 1, 1)", "x * w.unsqueeze(-1).unsqueeze(-1)", "x * w.reshape(*w.shape, 1, 1).expand_as(x)")
    name = program.module("SqueezeExcite", ["c", "d", "stride=1"], init, ["x = self.conv(x)", f"w = self.fc({mean})", f"return {scale}"])
    return f"{name}({c}, {d}, stride={stride})"


def dense(program, c, d, stride):
    """Each layer sees all that came before."""
    init = ["self.layers = nn.ModuleList()", "for i in range(2):", "    self.layers.append(nn.Conv2d(c + i * growth, growth, 3, padding=1))", "self.out = nn.Conv2d(c + 2 * growth, d, 1, stride)"]
    forward = program.choose(["features = [x]", "for layer in self.layers:", "    features.append(F.relu(layer(torch.cat(features, 1))))", "return self.out(torch.cat(features, dim=1))"], ["for layer in self.layers:", "    x = torch.cat([x, layer(x).relu()], dim=1)", "return self.out(x)"])
    return f"{program.module('Dense', ['c', 'd', 'growth', 'stride'], init, forward)}({c}, {d}, 2, {stride})"


def shuffled(program, c, d, stride):
    """Down and up again, or channels that change places."""
    if d % 2 == 0 and program.chance(0.5):
        helper = program.name("channel_shuffle")
        program.define(f"def {helper}(x, groups):\n    b, c, h, w = x.size()\n    x = x.view(b, groups, c // groups, h, w)\n    x = torch.transpose(x, 1, 2).contiguous()\n    return x.view(b, -1, h, w)")
        return f"{program.module('Shuffle', ['c', 'd', 'stride'], ['self.conv = nn.Conv2d(c, d, 3, stride, 1, groups=1)'], [f'return {helper}(self.conv(x), 2)'])}({c}, {d}, {stride})"
    up = program.choose("F.interpolate(h, scale_factor=2, mode='nearest')", "F.interpolate(h, size=x.shape[-2:], mode='bilinear', align_corners=False)", "self.up(h)", "F.pixel_shuffle(self.more(h), 2)")
    init = ["self.down = nn.Conv2d(c, d, 3, 2, 1)", *(["self.up = nn.ConvTranspose2d(d, d, 2, stride=2)"] if "self.up" in up else []), *(["self.more = nn.Conv2d(d, 4 * d, 1)"] if "self.more" in up else []), "self.skip = nn.Conv2d(c, d, 1)", f"self.last = {conv(program, 'd', 'd', 'stride')}"]
    name = program.module("UpDown", ["c", "d", "stride=1"], init, ["h = F.relu(self.down(x))", f"h = {up}", f"return self.last({dropped(program, 'h + self.skip(x)', init)})"])
    return f"{name}({c}, {d}, {stride})"
