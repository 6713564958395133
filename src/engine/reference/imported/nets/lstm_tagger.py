import torch
import torch.nn as nn


class LSTMTagger(nn.Module):
    def __init__(self, embedding_dim=6, hidden_dim=8, vocab_size=20, tagset_size=5):
        super(LSTMTagger, self).__init__()
        self.word_embeddings = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim, num_layers=2, batch_first=True, bidirectional=True)
        self.hidden2tag = nn.Linear(hidden_dim * 2, tagset_size)

    def forward(self, sentence):
        embeds = self.word_embeddings(sentence)
        lstm_out, (h_n, _) = self.lstm(embeds)
        last = torch.cat((h_n[-2], h_n[-1]), dim=1)
        return self.hidden2tag(lstm_out), self.hidden2tag(last)
